package dev.trueup.scenarios.webhook;

import dev.trueup.webhook.WebhookSettings;
import io.lettuce.core.RedisClient;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * An {@link Application} as a process of its own. It says when it is ready, and then does what it is told on its standard
 * input: to listen, and at which point to die. It ends with its parent, which holds the other end.
 */
final class Instance {

    /** What it prints when everything is assembled. */
    static final String READY = "ready";

    /** What it prints when it takes requests. */
    static final String LISTENING = "listening";

    /** Followed by a port: to listen there. */
    static final String LISTEN = "listen";

    /** Followed by a point and the number of a pass: to die there. */
    static final String DIE = "die";

    /** Its exit status when it died at its point, as if it was killed. */
    static final int KILLED = 137;

    private Instance() {}

    public static void main(String[] args) throws IOException {
        Wiring wiring = Wiring.fromWords(List.of(args));
        Strike crash = new Strike(() -> Runtime.getRuntime().halt(KILLED));
        Rivals rivals = new Rivals(RedisClient.create(wiring.cacheUri()).connect());
        Wrapping wrapping = new Wrapping(
                rivals::around,
                crash::around,
                cache -> crash.around(rivals.around(cache)),
                crash::around,
                crash::around,
                crash::around);
        try (Application application = new Application(wiring, wrapping, WebhookSettings.DEFAULT);
                BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            System.out.println(READY);
            for (String order = orders.readLine(); order != null; order = orders.readLine()) {
                String[] words = order.split(" ");
                if (words[0].equals(LISTEN)) {
                    application.listen(Integer.parseInt(words[1]));
                    System.out.println(LISTENING);
                } else if (words[0].equals(DIE)) {
                    crash.arm(Point.valueOf(words[1]), Integer.parseInt(words[2]));
                }
            }
        }
    }
}
