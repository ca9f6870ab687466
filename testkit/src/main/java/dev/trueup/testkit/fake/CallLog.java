package dev.trueup.testkit.fake;

import java.util.ArrayList;
import java.util.List;

/**
 * The calls that a fake received, in the order in which their answers began.
 *
 * <p>A call is in the log before its client can have seen the answer. Thread-safe.
 */
public final class CallLog {

    private final List<Call> calls = new ArrayList<>();

    CallLog() {}

    /** All calls since the start or the last {@link #clear()}. */
    public synchronized List<Call> all() {
        return List.copyOf(calls);
    }

    /** The calls with this method whose path begins with {@code pathPrefix}. */
    public synchronized List<Call> of(String method, String pathPrefix) {
        return calls.stream()
                .filter(call -> call.method().equals(method) && call.path().startsWith(pathPrefix))
                .toList();
    }

    /** How many calls there were. */
    public synchronized int count() {
        return calls.size();
    }

    /** How many calls with this method there were whose path begins with {@code pathPrefix}. */
    public int count(String method, String pathPrefix) {
        return of(method, pathPrefix).size();
    }

    /** Forgets every call so far. */
    public synchronized void clear() {
        calls.clear();
    }

    synchronized void add(Call call) {
        calls.add(call);
    }

    @Override
    public synchronized String toString() {
        return calls.toString();
    }
}
