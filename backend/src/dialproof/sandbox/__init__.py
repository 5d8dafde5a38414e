"""An emulator of verification vendors, with a phone on the screen.

The package is an island: it imports nothing from the rest of Dialproof and could be lifted out. Point a vendor's SDK at
it instead of the vendor's host; texts and calls land on a page instead of a handset. `core/` is what every vendor
shares, `vendors/` has a package for each.
"""
