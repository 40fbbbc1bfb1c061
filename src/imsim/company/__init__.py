"""Who and what there is: the organisation and its contact network, posts, the market, the economy."""
