"""Text tables, figures and reports. Reporting imports results; results never import reporting."""
