package dev.trueup.benchmarks;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Ways of calling something many times. */
final class Load {

    /** Something called with the number of the call. */
    interface Call {
        void run(int number) throws Exception;
    }

    private Load() {}

    /** The median time of one call in microseconds, on one thread. */
    static double medianMicros(int calls, Call call) throws Exception {
        long[] nanos = new long[calls];
        for (int i = 0; i < calls; i++) {
            long start = System.nanoTime();
            call.run(i);
            nanos[i] = System.nanoTime() - start;
        }
        Arrays.sort(nanos);
        return nanos[calls / 2] / 1_000.0;
    }

    /** Calls a second, on several threads. */
    static double perSecond(int threads, int callsEach, Call call) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            long start = System.nanoTime();
            List<Future<?>> running = new ArrayList<>();
            for (int t = 0; t < threads; t++) {
                int first = t * callsEach;
                running.add(pool.submit(() -> {
                    for (int i = 0; i < callsEach; i++) {
                        call.run(first + i);
                    }
                    return null;
                }));
            }
            for (Future<?> it : running) {
                it.get();
            }
            return threads * callsEach * 1e9 / (System.nanoTime() - start);
        } finally {
            pool.shutdown();
        }
    }
}
