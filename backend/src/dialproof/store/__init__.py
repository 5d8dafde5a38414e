"""What the processes of one service share: counters, revisions and values that expire; in Redis where there is one."""
