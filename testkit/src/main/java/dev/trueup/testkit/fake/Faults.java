package dev.trueup.testkit.fake;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong between a client and a fake, as a test orders it.
 *
 * <p>{@code faults.on("GET", "/v1/customers").times(2).answer(503)}: a rule names the calls that it means, how often, and
 * what happens to them. Delays, slow bodies and gates of several rules add up; of several rules that decide the answer,
 * the one that was made first wins, and only its count goes down.
 *
 * <p>Thread-safe.
 */
public final class Faults {

    private final List<FaultRule.Active> rules = new ArrayList<>();
    private final List<Gate> gates = new ArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile @Nullable RateLimit rateLimit;
    private boolean closed;

    Faults() {}

    /** A rule for the calls with this method whose path begins with {@code pathPrefix}; paths begin with {@code /v1/}. */
    public FaultRule on(String method, String pathPrefix) {
        return new FaultRule(this, (m, path) -> m.equals(method) && path.startsWith(pathPrefix));
    }

    /** A rule for the calls with this method whose whole path matches the regular expression. */
    public FaultRule onMatching(String method, String pathRegex) {
        Pattern pattern = Pattern.compile(pathRegex);
        return new FaultRule(
                this, (m, path) -> m.equals(method) && pattern.matcher(path).matches());
    }

    /** A rule for every call. */
    public FaultRule onEveryCall() {
        return new FaultRule(this, (m, path) -> true);
    }

    /**
     * Answers 429 to calls over a rate, until {@link #clear()}: a sliding window in real time, in which refused calls do
     * not count. An endpoint is a method and a path whose id does not matter, as Stripe counts it; Clerk has the overall
     * limit only.
     *
     * @param perEndpoint calls of one endpoint in a window, at least 1
     * @param overall calls of all endpoints in a window, at least 1
     * @param window one second at Stripe, ten at Clerk
     * @see <a href="https://docs.stripe.com/rate-limits">Stripe's rate limits</a>
     */
    public void limitRate(int perEndpoint, int overall, Duration window) {
        rateLimit = new RateLimit(perEndpoint, overall, window);
    }

    /** How many calls the rate limit has refused since the start or the last {@link #clear()}. */
    public int refusedByRateLimit() {
        return refused.get();
    }

    /** Removes every rule and the rate limit, and releases every gate. */
    public synchronized void clear() {
        rules.clear();
        gates.forEach(Gate::release);
        gates.clear();
        rateLimit = null;
        refused.set(0);
    }

    synchronized void close() {
        clear();
        closed = true;
    }

    synchronized void add(FaultRule.Active rule) {
        rules.add(rule);
        if (rule.fault() instanceof Fault.Hold hold) {
            gates.add(hold.gate());
            if (closed) {
                hold.gate().release();
            }
        }
    }

    synchronized FaultPlan plan(String method, String path) {
        List<Fault> faults = new ArrayList<>();
        boolean decided = false;
        for (FaultRule.Active rule : rules) {
            boolean decides = rule.fault().decidesAnswer();
            if (!(decides && decided) && rule.strikes(method, path)) {
                faults.add(rule.fault());
                decided |= decides;
            }
        }
        return new FaultPlan(faults);
    }

    RateLimit.Verdict judge(String endpoint) {
        RateLimit limit = rateLimit;
        if (limit == null) {
            return RateLimit.PASS;
        }
        RateLimit.Verdict verdict = limit.judge(endpoint, System.nanoTime());
        if (verdict.limit() != RateLimit.Limit.NONE) {
            refused.incrementAndGet();
        }
        return verdict;
    }
}
