package dev.trueup.testservers;

/** Makes threads that keep no JVM alive. Stateless. */
final class Daemon {
    private Daemon() {}

    static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }
}
