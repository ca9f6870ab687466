package dev.trueup.benchmarks;

/** Measures everything and prints one table. */
public final class Benchmarks {

    private Benchmarks() {}

    /** Runs them; with {@code cache}, {@code webhooks}, {@code bulk} or {@code postgres} as the argument, only those. */
    public static void main(String... args) throws Exception {
        String only = args.length == 0 ? "" : args[0];
        Table.head();
        if (only.isEmpty() || only.equals("cache")) {
            CacheBenchmarks.run();
        }
        if (only.isEmpty() || only.equals("webhooks")) {
            WebhookBenchmarks.run();
        }
        if (only.isEmpty() || only.equals("bulk")) {
            BulkBenchmarks.run();
        }
        if (only.isEmpty() || only.equals("postgres")) {
            PostgresBenchmarks.run();
        }
    }
}
