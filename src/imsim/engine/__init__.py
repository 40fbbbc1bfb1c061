"""The engine: machine code, arrays, random streams, batches, the schedule of a week. It knows no idea of the theory."""
