Console.WriteLine("BigGraphActors benchmarks");
