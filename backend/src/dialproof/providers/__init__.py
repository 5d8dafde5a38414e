"""The services that send codes and check them: one port, one file per vendor."""
