package dev.trueup.testservers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    private final RedisServer redis = RedisServer.shared();
    private final String key = "fault-proxy:" + UUID.randomUUID();
    private FaultProxy proxy;

    @BeforeEach
    void openProxy() {
        proxy = FaultProxy.to(redis.host(), redis.port());
    }

    @AfterEach
    void closeProxy() {
        proxy.close();
    }

    @Test
    void withoutAFaultCommandsAndAnswersPass() {
        try (RespConnection client = connect()) {
            String large = "x".repeat(1_000_000);

            assertThat(client.ask("SET", key, large)).isEqualTo("OK");
            assertThat(client.ask("GETDEL", key)).isEqualTo(large);
        }
        await().untilAsserted(() -> assertThat(proxy.connections()).isZero());
    }

    @Test
    void aRoundTripTakesTwiceTheDelay() {
        try (RespConnection client = connect()) {
            client.ask("PING");
            proxy.delay(Duration.ofNanos(500_000));

            long[] nanos = LongStream.range(0, 300)
                    .map(i -> nanosOfOnePing(client))
                    .sorted()
                    .toArray();

            assertThat(nanos[0]).isGreaterThanOrEqualTo(1_000_000);
            assertThat(nanos[nanos.length / 2]).isLessThan(5_000_000);
        }
    }

    private static long nanosOfOnePing(RespConnection client) {
        long start = System.nanoTime();
        client.ask("PING");
        return System.nanoTime() - start;
    }

    @Test
    void aDelayDoesNotSerialiseWhatIsUnderWay() throws IOException {
        proxy.delay(Duration.ofMillis(50));
        int pings = 500;
        byte[] answer = "+PONG\r\n".getBytes(US_ASCII);
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            client.setTcpNoDelay(true);
            OutputStream out = client.getOutputStream();
            long start = System.nanoTime();
            for (int i = 0; i < pings; i++) {
                out.write("PING\r\n".getBytes(US_ASCII));
            }
            byte[] answers = client.getInputStream().readNBytes(pings * answer.length);
            Duration took = Duration.ofNanos(System.nanoTime() - start);

            assertThat(Arrays.copyOf(answers, answer.length)).isEqualTo(answer);
            assertThat(answers).hasSize(pings * answer.length);
            assertThat(took).isBetween(Duration.ofMillis(100), Duration.ofSeconds(5));
        }
    }

    @Test
    void aCutEndsOpenConnectionsAndLetsNewOnesIn() {
        try (RespConnection client = connect()) {
            client.ask("PING");

            proxy.cut();

            assertThatThrownBy(() -> client.ask("PING")).hasCauseInstanceOf(IOException.class);
            assertThat(proxy.connections()).isZero();
        }
        assertPing();
    }

    @Test
    void aResetShowsAsSuchToTheClient() throws IOException {
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            awaitConnection();

            proxy.reset();

            assertThatThrownBy(() -> client.getInputStream().read())
                    .isInstanceOf(SocketException.class)
                    .hasMessageContaining("reset");
        }
        assertPing();
    }

    @Test
    void aCutShowsAsTheEndOfTheStream() throws IOException {
        try (Socket client = new Socket(proxy.host(), proxy.port())) {
            awaitConnection();

            proxy.cut();

            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void refusedConnectionsComeBackOnTheSamePort() {
        int port = proxy.port();
        try (RespConnection open = connect()) {
            open.ask("PING");

            proxy.refuse();

            assertThatThrownBy(this::connect).hasCauseInstanceOf(ConnectException.class);
            assertThat(open.ask("PING")).isEqualTo("PONG");
        }
        proxy.heal();
        assertThat(proxy.port()).isEqualTo(port);
        assertPing();
    }

    @Test
    void aHalfClosedConnectionStillCarriesCommandsToTheServer() {
        try (RespConnection client = connect()) {
            client.ask("PING");

            proxy.halfClose();

            assertThatThrownBy(() -> client.ask("SET", key, "value")).hasCauseInstanceOf(EOFException.class);
            await().untilAsserted(() -> assertThat(askDirectly("GET", key)).isEqualTo("value"));
        }
        await().untilAsserted(() -> assertThat(proxy.connections()).isZero());
        askDirectly("DEL", key);
    }

    @Test
    void aBlackHoleAcceptsAndSwallowsUntilItIsHealed() {
        try (RespConnection old = connect()) {
            old.ask("PING");

            proxy.blackHole();

            assertThatThrownBy(() -> old.ask("SET", key, "value")).hasCauseInstanceOf(SocketTimeoutException.class);
            try (RespConnection fresh = connect()) {
                assertThatThrownBy(() -> fresh.ask("PING")).hasCauseInstanceOf(SocketTimeoutException.class);
            }
            assertThat(askDirectly("EXISTS", key)).isEqualTo("0");

            proxy.heal();

            assertThatThrownBy(() -> old.ask("PING")).hasCauseInstanceOf(SocketException.class);
        }
        assertPing();
    }

    @Test
    void aConnectionThatLostNothingOutlivesABlackHole() {
        try (RespConnection client = connect()) {
            client.ask("PING");

            proxy.blackHole();
            proxy.heal();

            assertThat(client.ask("PING")).isEqualTo("PONG");
        }
    }

    @Test
    void aLostAnswerLeavesACommandThatWasExecuted() {
        proxy.loseAnswers();
        try (RespConnection client = connect()) {
            assertThatThrownBy(() -> client.ask("SET", key, "value")).hasCauseInstanceOf(SocketTimeoutException.class);
        }
        assertThat(askDirectly("GETDEL", key)).isEqualTo("value");

        proxy.heal();
        assertPing();
    }

    @Test
    void aServerThatIsDownShowsAsAReset() {
        try (FaultProxy toNowhere = FaultProxy.to("127.0.0.1", Ports.free())) {
            assertThatThrownBy(() -> ask(toNowhere.host(), toNowhere.port(), "PING"))
                    .hasCauseInstanceOf(SocketException.class);
        }
    }

    @Test
    void aClosedProxyRefusesAndKeepsNothing() {
        try (RespConnection client = connect()) {
            client.ask("PING");

            proxy.close();

            assertThatThrownBy(this::connect).hasCauseInstanceOf(ConnectException.class);
            assertThat(proxy.connections()).isZero();
        }
    }

    private void awaitConnection() {
        await().untilAsserted(() -> assertThat(proxy.connections()).isEqualTo(1));
    }

    private void assertPing() {
        try (RespConnection client = connect()) {
            assertThat(client.ask("PING")).isEqualTo("PONG");
        }
    }

    private RespConnection connect() {
        return RespConnection.open(proxy.host(), proxy.port(), SHORT);
    }

    private String askDirectly(String... words) {
        return ask(redis.host(), redis.port(), words);
    }

    private static String ask(String host, int port, String... words) {
        try (RespConnection redis = RespConnection.open(host, port)) {
            return redis.ask(words);
        }
    }
}
