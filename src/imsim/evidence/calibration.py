"""What calibrated numbers were tuned to where that is neither a pattern of units nor the figure of their source."""

# Parameter -> kept studies (`imsim replicate kept`). Meeting these is no test of the parameter.
TUNED_TO_KEPT = {
    "inertia_sd": ("L9",),
    "leniency_sd": ("L9",),
    "motivation_noise": ("ICC",),
    "uncertainty_relief": ("H5",),
}
