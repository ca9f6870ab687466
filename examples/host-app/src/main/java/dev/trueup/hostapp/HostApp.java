package dev.trueup.hostapp;

import io.javalin.util.JavalinBindException;
import java.io.PrintStream;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A small but complete service over the whole library. All that it is told, it is told by its environment; its README
 * lists the variables.
 */
public final class HostApp implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(HostApp.class);

    private final House house;
    private final Server server;
    private final Timetable timetable;

    private HostApp(House house, Server server, Timetable timetable) {
        this.house = house;
        this.server = server;
        this.timetable = timetable;
    }

    /** Runs the service until it is told to end. */
    public static void main(String... args) {
        try {
            AutoCloseable app = start(System.getenv(), System.out);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(app), "shutdown"));
        } catch (SettingsException e) {
            System.err.println(e.getMessage());
            System.exit(1);
        } catch (JavalinBindException e) {
            System.err.println("The host app cannot start:\n  PORT cannot be listened on: is it taken?");
            System.exit(1);
        }
    }

    /** Starts what the environment asks for: the service, or the demo, which prints what to try. */
    private static AutoCloseable start(Map<String, String> environment, PrintStream out) throws SettingsException {
        if (Settings.askForDemo(environment)) {
            return DemoMode.start(environment, out);
        }
        return start(Settings.read(environment));
    }

    /** Starts the service with these settings, and waits until it listens. */
    static HostApp start(Settings settings) {
        House house = new House(settings);
        try {
            Server server = Server.start(settings, house);
            HostApp app = new HostApp(house, server, Timetable.start(house.bulk(), settings.bulk()));
            log.info(
                    "ready on port {}: {} mode, customers in {}",
                    app.port(),
                    settings.stripe().live() ? "live" : "test",
                    settings.redis().isEmpty() ? "memory" : "Redis");
            return app;
        } catch (RuntimeException e) {
            house.close();
            throw e;
        }
    }

    int port() {
        return server.port();
    }

    House house() {
        return house;
    }

    /**
     * Begins no more runs, takes no more requests, lets those in flight end, interrupts runs, and gives back the claims of
     * what did not end.
     */
    @Override
    public void close() {
        timetable.close();
        server.close();
        house.close();
    }

    /** A process that a signal ends would not exit with 0 by itself, although all went as it should. */
    private static void end(AutoCloseable app) {
        try {
            log.info("shutting down");
            app.close();
            log.info("shut down");
            Runtime.getRuntime().halt(0);
        } catch (Exception e) {
            log.error("the shutdown failed with {}", e.getClass().getName());
        }
    }
}
