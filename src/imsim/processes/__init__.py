"""The processes of the week: kernels that walk the runs of a block and ask the equations for the numbers."""

from imsim import economics, elementary
from imsim.equations import CHAPTERS, powers
from imsim.kernels import called_by_kernels, open_to_kernels

elementary.open_to_kernels()
called_by_kernels(powers.power)
open_to_kernels(economics, *CHAPTERS)
