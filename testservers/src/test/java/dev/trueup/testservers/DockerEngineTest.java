package dev.trueup.testservers;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DockerEngineTest {
    @Test
    void anEngineAnswersOnItsSocket(@TempDir Path home) throws IOException {
        Path socket = home.resolve("docker.sock");
        try (ServerSocketChannel engine = listen(socket)) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(engine));

            assertThat(answers("unix://" + socket, home)).isTrue();
            assertThat(served).succeedsWithin(Duration.ofSeconds(5));
        }
    }

    @Test
    void anEngineThatHangsIsGivenUp(@TempDir Path home) throws IOException {
        Path socket = home.resolve("docker.sock");
        try (ServerSocketChannel engine = listen(socket)) {
            assertThat(engine.isOpen()).isTrue();
            assertThat(CompletableFuture.supplyAsync(() -> answers("unix://" + socket, home)))
                    .succeedsWithin(Duration.ofSeconds(5))
                    .isEqualTo(false);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"unix:///no/such/docker.sock", "tcp://127.0.0.1:1", "tcp://", "npipe:////./pipe/docker", "::"})
    void anAddressWithoutAnEngineIsNoError(String address, @TempDir Path home) {
        assertThatCode(() -> assertThat(answers(address, home)).isFalse()).doesNotThrowAnyException();
    }

    private static boolean answers(String address, Path home) {
        return DockerEngine.answers(Map.of("DOCKER_HOST", address), home);
    }

    private static ServerSocketChannel listen(Path socket) throws IOException {
        return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(socket));
    }

    private static void serve(ServerSocketChannel engine) {
        try (SocketChannel client = engine.accept()) {
            client.read(ByteBuffer.allocate(1_024));
            client.write(US_ASCII.encode("HTTP/1.0 200 OK\r\n\r\nOK"));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
