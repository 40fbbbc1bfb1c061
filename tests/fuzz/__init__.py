"""Bad input by the thousand: scenarios and tables that nobody would write, each tried as the command line tries it."""
