using Xunit.Sdk;
using Xunit.v3;

// Each test here starts processes that load the machine: one at a time.
[assembly: Parallelization(Mode = ParallelMode.None)]
