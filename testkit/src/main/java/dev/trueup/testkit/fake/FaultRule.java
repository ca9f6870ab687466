package dev.trueup.testkit.fake;

import java.time.Duration;
import java.util.Random;
import java.util.function.BiPredicate;

/**
 * A rule in the making: how often it strikes, then one closing word for what happens to the calls.
 *
 * <p>For the thread that makes it. Without {@link #times} it holds until {@link Faults#clear()}.
 */
public final class FaultRule {

    private final Faults faults;
    private final BiPredicate<String, String> calls;
    private int spared;
    private int times = Integer.MAX_VALUE;
    private double probability = 1;
    private Random random = new Random(0);

    FaultRule(Faults faults, BiPredicate<String, String> calls) {
        this.faults = faults;
        this.calls = calls;
    }

    /** Spares the first {@code n} matching calls. */
    public FaultRule afterFirst(int n) {
        this.spared = n;
        return this;
    }

    /** Strikes {@code n} times at most. */
    public FaultRule times(int n) {
        this.times = n;
        return this;
    }

    /** Strikes a matching call with this probability, 0 to 1, drawn from a random source with this seed. */
    public FaultRule withProbability(double share, long seed) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("probability must be between 0 and 1: " + share);
        }
        this.probability = share;
        this.random = new Random(seed);
        return this;
    }

    /** Answers this HTTP status with an error body in the provider's shape; nothing is done. */
    public void answer(int status) {
        strike(new Fault.Answer(status, null, false));
    }

    /** As {@link #answer(int)}, with a {@code Retry-After} header in whole seconds. */
    public void answer(int status, Duration retryAfter) {
        strike(new Fault.Answer(status, retryAfter, false));
    }

    /** Answers this HTTP status and exactly this body, announced as JSON; nothing is done, and nothing saved. */
    public void answerBody(int status, String body) {
        strike(new Fault.RawAnswer(status, body));
    }

    /** Answers 200 with a body that is no JSON; nothing is done. */
    public void answerGarbage() {
        answerBody(200, "{\"id\": \"garb\u0000age\", [}");
    }

    /**
     * Does the work, then answers this HTTP status with an error body: the client cannot know. Under an idempotency key
     * Stripe saves a 500, which is its own, and repeats it; any other status comes from what is in front, and what is
     * saved is the work's own answer.
     */
    public void failAfterEffect(int status) {
        strike(new Fault.Answer(status, null, true));
    }

    /**
     * Closes the connection before a byte of the answer; nothing is done.
     *
     * <p>{@code java.net.HttpURLConnection}, which stripe-java uses, silently sends such a call once more, POSTs too; so
     * does {@code java.net.http.HttpClient}, which Clerk's SDK uses, with a GET over a connection that it used before.
     * Only two cuts in a row are sure to reach the caller.
     */
    public void cutLine() {
        strike(new Fault.CutLine(false));
    }

    /**
     * Does the work, then closes the connection before a byte of the answer: the client cannot know. The silent second
     * sending of {@link #cutLine()} is to be reckoned with here too.
     */
    public void cutLineAfterEffect() {
        strike(new Fault.CutLine(true));
    }

    /**
     * Does the work, announces the whole answer, sends half of it and closes the connection.
     *
     * <p>{@code java.net.HttpURLConnection} does not notice and hands the half on as if it were whole.
     */
    public void cutBody() {
        strike(new Fault.CutBody());
    }

    /** Waits this long before the work. */
    public void delay(Duration by) {
        strike(new Fault.Delay(by, true));
    }

    /** Waits this long after the work: what is answered is old by then, as it is to a slow reader. */
    public void delayAnswer(Duration by) {
        strike(new Fault.Delay(by, false));
    }

    /** Sends the body in pieces, spread evenly over this long. */
    public void dripBody(Duration over) {
        strike(new Fault.Drip(over));
    }

    /** Holds the calls before their work: when released, they see what is there then. */
    public Gate hold() {
        return hold(true);
    }

    /** Holds the calls after their work: when released, they answer what was there when they arrived. */
    public Gate holdAnswer() {
        return hold(false);
    }

    private Gate hold(boolean beforeWork) {
        Gate gate = new Gate();
        strike(new Fault.Hold(gate, beforeWork));
        return gate;
    }

    private void strike(Fault fault) {
        faults.add(new Active(calls, fault, spared, times, probability, random));
    }

    /** A rule at work; guarded by its {@link Faults}. */
    static final class Active {

        private final BiPredicate<String, String> calls;
        private final Fault fault;
        private final double probability;
        private final Random random;
        private int spared;
        private int left;

        private Active(
                BiPredicate<String, String> calls,
                Fault fault,
                int spared,
                int times,
                double probability,
                Random random) {
            this.calls = calls;
            this.fault = fault;
            this.spared = spared;
            this.left = times;
            this.probability = probability;
            this.random = random;
        }

        Fault fault() {
            return fault;
        }

        boolean strikes(String method, String path) {
            if (left == 0 || !calls.test(method, path)) {
                return false;
            }
            if (spared > 0) {
                spared--;
                return false;
            }
            if (probability < 1 && random.nextDouble() >= probability) {
                return false;
            }
            left--;
            return true;
        }
    }
}
