package dev.trueup.benchmarks;

import dev.trueup.model.RunKind;
import dev.trueup.testservers.RedisProcess;
import dev.trueup.testservers.RedisServer;
import java.time.Duration;

final class BulkBenchmarks {

    private BulkBenchmarks() {}

    static void run() throws Exception {
        String[] sizes = System.getProperty("sizes", "20000").split(",");
        String[] shares = System.getProperty("shares", "0.92").split(",");
        for (String size : sizes) {
            try (RedisProcess server = RedisServer.start();
                    Providers providers = new Providers(Integer.parseInt(size), Duration.ofMillis(400))) {
                for (String share : shares) {
                    providers.forgetCalls();
                    long start = System.nanoTime();
                    try (Instance instance = new Instance(server, providers, Double.parseDouble(share))) {
                        start = System.nanoTime();
                        instance.run(RunKind.REBUILD, providers.size());
                        double wall = (System.nanoTime() - start) / 1e9;
                        double bound = providers.size() / 100 / 25.0;
                        System.out.printf(
                                "%s share %s wall %.2f reading %.2f bound %.2f ratio %.3f (of calls %.3f; share %.3f) calls %d busiest %d 429 %d%n",
                                size,
                                share,
                                wall,
                                providers.reading().toMillis() / 1e3,
                                bound,
                                wall / bound,
                                wall / providers.busiest() * 25,
                                wall / providers.busiest() * 25 * Double.parseDouble(share),
                                providers.calls(),
                                providers.busiest(),
                                providers.refused());
                    }
                }
            }
        }
    }
}
