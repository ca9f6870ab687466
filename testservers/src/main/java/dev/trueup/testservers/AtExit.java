package dev.trueup.testservers;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What must not outlive this JVM. Thread-safe. */
final class AtExit {
    private static final Logger LOG = LoggerFactory.getLogger(AtExit.class);
    private static final Set<Runnable> LEFT = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> LEFT.forEach(AtExit::cleanUp), "stop-test-servers"));
    }

    private AtExit() {}

    static void run(Runnable cleanUp) {
        LEFT.add(cleanUp);
    }

    static void forget(Runnable cleanUp) {
        LEFT.remove(cleanUp);
    }

    private static void cleanUp(Runnable cleanUp) {
        try {
            cleanUp.run();
        } catch (RuntimeException e) {
            LOG.warn("A test server was not cleaned up", e);
        }
    }
}
