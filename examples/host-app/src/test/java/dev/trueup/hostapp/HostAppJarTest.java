package dev.trueup.hostapp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.trueup.hostapp.Running.Answer;
import dev.trueup.testkit.SettableClock;
import dev.trueup.testkit.fake.FakeClerk;
import dev.trueup.testkit.fake.FakeStripe;
import dev.trueup.testkit.fake.Gate;
import dev.trueup.testservers.RedisServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The jar as a process of its own: what it prints, how it ends. */
class HostAppJarTest {

    private static final Path JAR = Path.of("target", "host-app.jar").toAbsolutePath();

    @Test
    void withoutAnEnvironmentItIsADemoWhoseLinesWork() throws Exception {
        Process app = start(Map.of("PORT", "0"));
        try {
            List<String> printed = linesUntil(app.inputReader(UTF_8), "# What was counted.");
            List<String> commands = new ArrayList<>(
                    printed.stream().filter(it -> it.startsWith("curl ")).toList());
            commands.add(app.inputReader(UTF_8).readLine());

            assertThat(commands).hasSize(16);
            for (String command : commands) {
                assertThat(Shell.run(command)).as(command).isNotBlank();
            }
        } finally {
            app.destroy();
        }
        assertThat(app.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(app.exitValue()).isZero();
    }

    @Test
    void aBrokenEnvironmentIsToldInOneMessage() throws Exception {
        Process app = start(Map.of(
                "PORT", "eighty",
                "STRIPE_SECRET_KEY", "sk_test_hush",
                "REDIS_URL", "hush://",
                "TRUEUP_MAX_ATTEMPTS", "many"));

        String said = new String(app.getErrorStream().readAllBytes(), UTF_8);

        assertThat(app.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(app.exitValue()).isEqualTo(1);
        assertThat(said)
                .startsWith("The host app cannot start:\n")
                .contains("PORT must", "CLERK_SECRET_KEY is missing", "REDIS_URL must", "TRUEUP_MAX_ATTEMPTS must")
                .doesNotContain("hush", "\tat ");
    }

    @Test
    void aPortThatIsTakenIsToldInOneMessage() throws Exception {
        try (FakeStripe taken = FakeStripe.start()) {
            Process app = start(Map.of(
                    "PORT", Integer.toString(URI.create(taken.baseUrl()).getPort()),
                    "STRIPE_SECRET_KEY", "sk_test_1",
                    "CLERK_SECRET_KEY", "sk_test_1"));

            assertThat(new String(app.getErrorStream().readAllBytes(), UTF_8))
                    .isEqualTo("The host app cannot start:\n  PORT cannot be listened on: is it taken?\n");
            assertThat(app.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(app.exitValue()).isEqualTo(1);
        }
    }

    @Test
    @Tag("promise:O2")
    void onSigtermItFinishesWhatIsInFlightAndExitsWithZero() throws Exception {
        try (FakeClerk clerk = FakeClerk.start();
                FakeStripe stripe = FakeStripe.start()) {
            clerk.createUser(it -> it.id("user_ann").email("ann@example.com"));
            stripe.createCustomer(
                    it -> it.id("cus_ann").email("ann@example.com").userId("user_ann"));
            Map<String, String> environment = Running.environment(clerk, stripe);
            environment.put("TRUEUP_LOG_FORMAT", "json");
            // The machine that tests may be busy, and all of this is the first of its kind in its process.
            environment.put("TRUEUP_CLERK_TIMEOUT", "60s");
            environment.put("TRUEUP_STRIPE_TIMEOUT", "60s");
            environment.put("TRUEUP_SHUTDOWN_TIMEOUT", "60s");
            Process app = start(environment);
            String ready = linesUntil(app.inputReader(UTF_8), "ready on port").stream()
                    .reduce((one, next) -> next)
                    .orElseThrow();
            assertThat(ready).startsWith("{").endsWith("}");
            String origin = "http://127.0.0.1:" + ready.replaceAll(".*ready on port (\\d+).*", "$1");
            Gate gate = stripe.faults().on("GET", "/v1/customers/").hold();
            CompletableFuture<Answer> inFlight = CompletableFuture.supplyAsync(
                    () -> Running.send(HttpRequest.newBuilder(URI.create(origin + "/api/user/billing"))
                            .header("Authorization", "Bearer " + clerk.sessionToken("user_ann"))));
            gate.awaitArrived(1, Duration.ofSeconds(60));

            // By its handle, because Process.destroy() closes what the process prints to.
            app.toHandle().destroy();
            assertThat(linesUntil(app.inputReader(UTF_8), "shutting down")).isNotEmpty();
            gate.release();

            assertThat(inFlight.get(60, TimeUnit.SECONDS).status()).isEqualTo(200);
            String rest = new String(app.getInputStream().readAllBytes(), UTF_8);
            assertThat(app.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(app.exitValue()).isZero();
            assertThat(rest).doesNotContain("ERROR", "ann@example.com");
        }
    }

    @Test
    void onSigtermARunIsInterruptedAndAnotherInstanceGoesOnWithIt() throws Exception {
        Map<String, String> shared = Map.of(
                "REDIS_URL",
                RedisServer.shared().uri(),
                "TRUEUP_KEY_PREFIX",
                "jar-" + UUID.randomUUID(),
                "TRUEUP_REDIS_TIMEOUT",
                "5s");
        SettableClock before = SettableClock.at(Instant.now().minus(Duration.ofHours(1)));
        try (Running other = Running.start(shared, before)) {
            RunRoutesTest.populate(other, 600);
            Map<String, String> environment = Running.environment(other.clerk(), other.stripe());
            environment.putAll(shared);
            Process app = start(environment);
            String ready = linesUntil(app.inputReader(UTF_8), "ready on port").stream()
                    .reduce((one, next) -> next)
                    .orElseThrow();
            String origin = "http://127.0.0.1:" + ready.replaceAll(".*ready on port (\\d+).*", "$1");
            Gate third = other.stripe()
                    .faults()
                    .on("GET", "/v1/subscriptions")
                    .afterFirst(2)
                    .hold();
            other.stripe().faults().on("GET", "/v1/subscriptions").afterFirst(2).delay(Duration.ofSeconds(1));
            String run = Running.send(HttpRequest.newBuilder(URI.create(origin + "/api/stripe/sync"))
                            .header("Authorization", "Bearer " + other.clerk().sessionToken(Running.ADA))
                            .POST(BodyPublishers.ofString("{\"kind\":\"rebuild\"}")))
                    .json()
                    .path("runId")
                    .textValue();
            third.awaitArrived(1, Duration.ofSeconds(60));

            long signalled = System.nanoTime();
            app.toHandle().destroy();
            assertThat(linesUntil(app.inputReader(UTF_8), "shutting down")).isNotEmpty();
            third.release();

            assertThat(app.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - signalled)).isLessThan(Duration.ofSeconds(10));
            assertThat(app.exitValue()).isZero();
            JsonNode left = other.get("/api/stripe/sync/" + run, Running.ADA).json();
            assertThat(left.path("state").textValue()).isEqualTo("interrupted");
            assertThat(left.path("remarks")).hasToString("[\"stopped: its process ends\"]");

            other.stripe().faults().clear();
            other.stripe().calls().clear();
            assertThat(RunRoutesTest.started(other, "{\"kind\":\"rebuild\",\"resume\":true}"))
                    .isEqualTo(run);

            JsonNode ended = RunRoutesTest.ended(other, run);
            assertThat(ended.path("state").textValue()).isEqualTo("succeeded");
            assertThat(ended.path("seen").longValue()).isEqualTo(601);
            // Seven pages, of which the first one or more were read before; the third may be read twice.
            assertThat(other.stripe().calls().count("GET", "/v1/subscriptions")).isLessThanOrEqualTo(5);
        }
    }

    /** With nothing of this process' own environment but what Java and the shell need. */
    private static Process start(Map<String, String> environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-jar", JAR.toString());
        builder.environment().keySet().retainAll(List.of("PATH", "HOME", "TMPDIR", "LANG"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    /** The lines up to the one that has this in it; all of them if none has. */
    private static List<String> linesUntil(BufferedReader out, String end) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            lines.add(line);
            if (line.contains(end)) {
                break;
            }
        }
        return lines;
    }
}
