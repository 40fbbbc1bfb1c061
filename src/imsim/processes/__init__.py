"""The processes of the week: kernels that walk the runs of a block and ask the equations for the numbers."""

from imsim import economics
from imsim.equations import CHAPTERS, powers
from imsim.kernels import open_to_kernels

open_to_kernels(powers, economics, *CHAPTERS)
