package dev.trueup.scenarios.webhook;

import dev.trueup.webhook.WebhookSettings;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** An {@link Application} as a process of its own, which dies at its crash point, and when its parent does. */
final class Instance {

    /** What it prints when it takes requests. */
    static final String LISTENING = "listening";

    /** Its exit status when it died at its crash point, as if it was killed. */
    static final int KILLED = 137;

    private Instance() {}

    /** The command line of an instance, behind the class. */
    static List<String> words(Wiring wiring, CrashPlan.Crash crash) {
        List<String> words = new ArrayList<>(wiring.toWords());
        words.add(crash.point() == null ? "-" : crash.point().name());
        words.add(Integer.toString(crash.pass()));
        return words;
    }

    public static void main(String[] args) throws IOException {
        Wiring wiring = Wiring.fromWords(List.of(args));
        List<String> crash = Wiring.wordsBehind(List.of(args));
        Strike strike = new Strike(
                crash.get(0).equals("-") ? null : Point.valueOf(crash.get(0)),
                Integer.parseInt(crash.get(1)),
                () -> Runtime.getRuntime().halt(KILLED));
        StatefulRedisConnection<String, String> redis =
                RedisClient.create(wiring.cacheUri()).connect();
        Rivals rivals = new Rivals(redis);
        Wrapping wrapping = new Wrapping(
                rivals::around, strike::around, cache -> strike.around(rivals.around(cache)), strike::around);
        try (Application application = new Application(wiring, wrapping, WebhookSettings.DEFAULT)) {
            System.out.println(LISTENING + " " + application.stripeEndpoint());
            // Ends with the parent, which holds the other end and never writes.
            while (System.in.read() >= 0) {
                continue;
            }
        }
    }
}
