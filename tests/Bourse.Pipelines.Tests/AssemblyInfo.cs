// Fault points are the process's: a test that arms one must not meet another's commit.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
