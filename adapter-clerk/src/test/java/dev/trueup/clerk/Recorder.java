package dev.trueup.clerk;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Everything that anybody logs, at any level, until it is closed. Threads that are left behind may log meanwhile. */
final class Recorder extends AppenderBase<ILoggingEvent> implements AutoCloseable {

    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level level = root.getLevel();

    Recorder() {
        start();
        root.addAppender(this);
        root.setLevel(Level.TRACE);
    }

    @Override
    public void close() {
        root.setLevel(level);
        root.detachAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    List<ILoggingEvent> all() {
        return List.copyOf(events);
    }

    List<ILoggingEvent> ours() {
        return all().stream()
                .filter(event -> event.getLoggerName().startsWith("dev.trueup.clerk"))
                .toList();
    }

    /** An exception with everything that comes with it. */
    static String trace(Throwable e) {
        StringWriter out = new StringWriter();
        e.printStackTrace(new PrintWriter(out));
        return out.toString();
    }
}
