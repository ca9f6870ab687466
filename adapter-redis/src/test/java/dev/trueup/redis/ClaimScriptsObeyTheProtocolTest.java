package dev.trueup.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.Source;
import dev.trueup.protocol.ClaimState;
import dev.trueup.protocol.ClaimState.Phase;
import dev.trueup.spi.Namespace;
import dev.trueup.testservers.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The scripts of claims take every step as the pure functions do: same answer, same value, kept as long. Once by Redis'
 * own clock, which every answer tells; once by a clock of the test's, which meets the ends of leases to the microsecond.
 *
 * <p>Keys are independent, so each round takes one step on each of them in one pipeline.
 */
class ClaimScriptsObeyTheProtocolTest {

    private static final Logger log = LoggerFactory.getLogger(ClaimScriptsObeyTheProtocolTest.class);

    private static final int STEPS = 60_000;
    private static final int STEPS_TO_FIND_A_MUTANT = 20_000;
    private static final int KEYS = 200;
    private static final long LARGEST = (1L << 53) - 1;
    private static final String TIME = "redis.call('TIME')";
    private static final String TIME_OF_THE_TEST = "{ tonumber(ARGV[#ARGV - 1]), tonumber(ARGV[#ARGV]) }";

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);
    private final Set<String> seen = new HashSet<>();

    private final RedisURI uri = RedisURI.create(RedisServer.shared().uri());
    private final RedisClient client = Clients.patient(uri);
    private final StatefulRedisConnection<String, byte[]> redis = client.connect(Topology.CODEC, uri);
    private final Pipeline pipeline =
            Pipeline.batch(Source.CLAIMS, new Topology.Standalone(client, uri), Clients.PATIENT);
    private final Scripts scripts = new Scripts(pipeline, pipeline);
    private final Namespace namespace =
            new Namespace("claims", UUID.randomUUID().toString(), false);
    private final List<SteppedEvent> events = IntStream.range(0, KEYS)
            .mapToObj(i -> new SteppedEvent(i, namespace, random, seen))
            .toList();
    private final Map<Script, Script> mutants = new HashMap<>();

    @AfterEach
    void shutDown() {
        redis.sync().del(events.stream().map(event -> event.key).toArray(String[]::new));
        pipeline.close();
        client.shutdown();
    }

    @Test
    void everyStepIsTheStepOfThePureFunctionsByTheClockOfRedis() {
        takeSteps(STEPS, UnaryOperator.identity(), false);

        assertEverythingWasSeen();
    }

    @Test
    void everyStepIsTheStepOfThePureFunctionsToTheMicrosecond() {
        takeSteps(STEPS, UnaryOperator.identity(), true);

        assertEverythingWasSeen();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            anybody may complete, release and renew | event.owner == owner and                            |
            an old epoch counts                     | event.epoch == tonumber(epoch) and                  |
            any body is the event's                 | event.fingerprint ~= ARGV[3]                        | false
            a lease lasts a microsecond longer      | if now < event.ends then                            | if now <= event.ends then
            a lease blocks reopening for longer     | now < event.ends) then                              | now <= event.ends) then
            a lease is no reason not to reopen      | (event.phase == 'P' and now < event.ends)           | false
            attempts are not counted                | (event and event.attempts or 0) + 1                 | 1
            one attempt more than the maximum       | event.attempts >=                                   | event.attempts >
            epochs are not counted                  | (event and event.epoch or 0) + 1                    | 1
            what is done is claimed again           | if event.phase == 'D' then                          | if false then
            what is done is reopened                | if event.phase == 'D' or                            | if
            what is dead is claimed again           | if event.phase == 'X' then                          | if false then
            what is dead is no longer completed     | or phase == 'X' then                                | then
            what was released is completed          | phase == 'P' or phase == 'X'                        | phase ~= nil
            what was released is renewed            | ~= 'P' then                                         | == nil then
            what is done is released                | if phase == 'P' then                                | if phase then
            anybody re-enters a claim               | event.phase == 'P' and event.owner == ARGV[2]       | event.phase == 'P'
            a claim that was released is re-entered | event.phase == 'P' and event.owner == ARGV[2]       | event.owner == ARGV[2]
            a re-entered claim looks longer         | event.epoch, event.ends - now                       | event.epoch, event.ends
            a wait is not kept                      | event.ends = now + tonumber(ARGV[4])                | event.ends = now
            a lease is not renewed                  | event.ends = now + tonumber(ARGV[4])                |
            reopening leaves the attempts           | event.attempts = 0                                  |
            reopening leaves the wait               | "event.attempts = 0\nevent.ends = now"               | event.attempts = 0
            what is done looks fenced off           | 'ALREADY'                                           | 'FENCED'
            repeating a completion is refused       | if phase == 'D' then                                | if false then
            repeating a release is refused          | if phase == 'F' then                                | if false then
            any version is read                     | '^1([^:]+)                                          | '^.([^:]+)
            a value may go on                       | rep('.', 8) .. ')$'                                 | rep('.', 8) .. ')'
            a value may end early                   | string.rep('.', 8)                                  | '.*'
            epochs beyond counting are counted      | event.epoch < LARGEST and                           |
            attempts beyond counting are counted    | event.attempts < 2147483648 and                     |
            times beyond counting are counted       | and event.ends < LARGEST                            |
            nothing is ever forgotten               | , 'PX', retention                                   |
            """)
    void aScriptThatStraysIsFound(String fault, String part, String replacement) {
        String instead = replacement == null ? "" : replacement;

        assertThatThrownBy(() -> takeSteps(STEPS_TO_FIND_A_MUTANT, source -> source.replace(part, instead), true))
                .isInstanceOf(AssertionError.class);
        assertThat(mutants).as("changed by %s", fault).anySatisfy((sound, mutant) -> assertThat(
                        mutant.source().replace(TIME_OF_THE_TEST, TIME))
                .isNotEqualTo(sound.source()));
    }

    private void assertEverythingWasSeen() {
        assertThat(seen)
                .containsExactlyInAnyOrder(
                        "claim CLAIMED",
                        "claim BUSY",
                        "claim DONE",
                        "claim DEAD",
                        "claim MISMATCH",
                        "complete OK",
                        "complete ALREADY",
                        "complete FENCED",
                        "release OK",
                        "release ALREADY",
                        "release FENCED",
                        "renew OK",
                        "renew ALREADY",
                        "renew FENCED",
                        "reopen OPEN",
                        "reopen SHUT");
    }

    private void takeSteps(int steps, UnaryOperator<String> mutation, boolean byOurClock) {
        log.info("seed {}", seed);
        UnaryOperator<String> change =
                byOurClock ? source -> mutation.apply(source).replace(TIME, TIME_OF_THE_TEST) : mutation;
        for (int round = 0; round < steps / KEYS; round++) {
            meddle();
            List<Script.Call> calls = new ArrayList<>();
            for (SteppedEvent event : events) {
                Script.Call call = changed(event.chooseStep(), change);
                calls.add(byOurClock ? at(event.later(), call) : call);
            }
            List<Answer<byte[]>> answers = scripts.run("take steps", calls, List.of());
            for (int i = 0; i < KEYS; i++) {
                events.get(i).follow(Reply.of(answers.get(i)));
            }
            compare();
        }
    }

    private Script.Call changed(Script.Call call, UnaryOperator<String> change) {
        Script script = mutants.computeIfAbsent(call.script(), it -> new Script(change.apply(it.source())));
        return new Script.Call(script, call.key(), call.arguments());
    }

    private static Script.Call at(Instant time, Script.Call call) {
        return call.and(time.getEpochSecond()).and(time.getNano() / 1_000);
    }

    private void compare() {
        List<Answer<byte[]>> found = pipeline.send(
                "read", events.stream().map(it -> Command.get(it.key)).toList());
        List<RedisFuture<Long>> lives =
                events.stream().map(it -> redis.async().pttl(it.key)).toList();
        for (int i = 0; i < KEYS; i++) {
            events.get(i)
                    .assertIsStoredAs(
                            found.get(i).value(),
                            lives.get(i).toCompletableFuture().join());
        }
    }

    /** Now and then a key is lost, or somebody writes something else into it. */
    private void meddle() {
        RedisAsyncCommands<String, byte[]> other = redis.async();
        List<RedisFuture<?>> sent = new ArrayList<>();
        for (SteppedEvent event : events) {
            int die = random.nextInt(100);
            if (die < 6) {
                sent.add(other.del(event.key));
                event.found(null, null);
            }
            if (die < 2) {
                sent.add(otherType(other, event.key));
            } else if (die == 6) {
                ClaimState state = readable(event);
                sent.add(other.set(event.key, StoredEvent.of(state)));
                event.found(StoredEvent.of(state), state);
            } else if (die < 12) {
                byte[] value = unreadable(event);
                sent.add(other.set(event.key, value));
                event.found(value, null);
            }
        }
        sent.forEach(future -> future.toCompletableFuture().join());
    }

    private RedisFuture<?> otherType(RedisAsyncCommands<String, byte[]> other, String key) {
        byte[] bytes = {1};
        return switch (random.nextInt(5)) {
            case 0 -> other.hset(key, Map.of("a", bytes));
            case 1 -> other.lpush(key, bytes);
            case 2 -> other.sadd(key, bytes);
            case 3 -> other.zadd(key, 1, bytes);
            default -> other.xadd(key, Map.of("a", bytes));
        };
    }

    private ClaimState readable(SteppedEvent event) {
        long epoch = random.nextBoolean() ? 1 + random.nextInt(20) : LARGEST - 1_000_000;
        Phase phase = Phase.values()[random.nextInt(Phase.values().length)];
        Instant until = event.later().plus(random.nextInt(2), ChronoUnit.HOURS);
        return new ClaimState(phase, epoch, random.nextInt(4), event.someOwner(), "body-1", until);
    }

    private byte[] unreadable(SteppedEvent event) {
        ClaimState state = readable(event);
        String good = StoredEvent.text(StoredEvent.of(state));
        String tail = good.substring(good.length() - 25);
        List<String> spoilt = List.of(
                "",
                good.substring(0, random.nextInt(good.length())),
                good.substring(1 + random.nextInt(good.length() - 1)),
                good + good.charAt(3),
                "2" + good.substring(1),
                "1Q" + good.substring(2),
                "1D1 1 1" + tail,
                "1P1" + tail,
                "1P1 1" + tail,
                "1X1 1 -1" + tail,
                "1F1 1.5 1" + tail,
                "1P1 1 1e9" + tail,
                "1P1  1 1" + tail,
                "1D" + LARGEST + tail,
                "1D99999999999999999999999999" + tail,
                "1P1 2147483648 1" + tail,
                "1X1 1 " + LARGEST + tail,
                "x".repeat(1_000));
        return StoredEvent.of(spoilt.get(random.nextInt(spoilt.size())));
    }
}
