"""The processes of the week: kernels that walk the runs of a block and ask the equations for the numbers."""

from imsim.company import economics
from imsim.engine import fastmath as elementary
from imsim.engine.machine_code import called_by_kernels, open_to_kernels
from imsim.mechanisms.equations import CHAPTERS, powers

elementary.open_to_kernels()
called_by_kernels(powers.power)
open_to_kernels(economics, *CHAPTERS)
