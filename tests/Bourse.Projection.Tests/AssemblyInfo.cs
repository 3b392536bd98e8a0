// Fault points are the process's: a test that arms one must not meet another's files.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
