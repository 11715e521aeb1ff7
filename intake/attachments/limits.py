"""What a file may be, said on the page before anybody chooses one."""

MOST_FILES = 5
MOST_MEGABYTES = 30
MOST_BYTES = MOST_MEGABYTES << 20
"""All files of one form together."""
MOST_MINUTES = 3
MOST_PAGES = 20
MOST_DOTS = 110_000_000
"""Of one picture: more than the largest that telephones take."""

# Of the process that takes one file apart. A telephone's largest picture needs about half of this memory.
MEMORY_BYTES = 2 << 30
CPU_SECONDS = 40
WAIT_SECONDS = 90
