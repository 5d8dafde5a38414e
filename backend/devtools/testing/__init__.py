"""The verb `test`: which stages and files run, how, and what is reported."""
