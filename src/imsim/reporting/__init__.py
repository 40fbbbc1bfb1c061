"""What people read and look at: text tables, figures, reports. Reporting knows results; results never know it."""
