"""Tables and networks from anybody's files, as columns of text: one reader for imports and scenarios alike."""

from imsim.scenarios.tables.reader import Contents, read_contents
from imsim.scenarios.tables.remarks import Question, Remarks, quoted, shown
from imsim.scenarios.tables.table import TextTable

__all__ = ["Contents", "Question", "Remarks", "TextTable", "quoted", "read_contents", "shown"]
