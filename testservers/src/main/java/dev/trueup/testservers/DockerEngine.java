package dev.trueup.testservers;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a Docker engine answers. Stateless.
 *
 * <p>Asked before Testcontainers is, which takes long to find out and fills the log with stack traces when there is a
 * client without an engine. Looks where Testcontainers looks first: {@code DOCKER_HOST}, then the usual sockets.
 */
final class DockerEngine {
    private static final long TIMEOUT_MILLIS = 1_000;

    private DockerEngine() {}

    static boolean answers() {
        return answers(System.getenv(), Path.of(System.getProperty("user.home", "/")));
    }

    /** Never throws, and takes at most a second for each address; no address, no delay. */
    static boolean answers(Map<String, String> environment, Path home) {
        return addresses(environment, home).stream().anyMatch(DockerEngine::answersAt);
    }

    private static List<SocketAddress> addresses(Map<String, String> environment, Path home) {
        String host = environment.get("DOCKER_HOST");
        if (host != null && !host.isBlank()) {
            SocketAddress address = address(host);
            return address == null ? List.of() : List.of(address);
        }
        List<Path> sockets = new ArrayList<>();
        sockets.add(Path.of("/var/run/docker.sock"));
        String runtime = environment.get("XDG_RUNTIME_DIR");
        if (runtime != null && !runtime.isBlank()) {
            sockets.add(Path.of(runtime, "docker.sock"));
        }
        sockets.add(home.resolve(".docker/run/docker.sock"));
        sockets.add(home.resolve(".docker/desktop/docker.sock"));
        return sockets.stream()
                .filter(Files::exists)
                .<SocketAddress>map(UnixDomainSocketAddress::of)
                .toList();
    }

    private static @Nullable SocketAddress address(String dockerHost) {
        try {
            URI uri = URI.create(dockerHost);
            if ("unix".equals(uri.getScheme())) {
                return UnixDomainSocketAddress.of(uri.getPath());
            }
            return new InetSocketAddress(uri.getHost(), uri.getPort());
        } catch (RuntimeException e) {
            return null;
        }
    }

    private static boolean answersAt(SocketAddress address) {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        Thread asking = Daemon.thread("docker-ping", () -> answer.complete(ping(address)));
        asking.start();
        boolean answered = answer.completeOnTimeout(false, TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .join();
        asking.interrupt();
        return answered;
    }

    /** Any HTTP answer counts: an engine behind TLS refuses plain HTTP, and Testcontainers knows its certificates. */
    private static boolean ping(SocketAddress address) {
        try (SocketChannel channel = SocketChannel.open(address)) {
            channel.write(US_ASCII.encode("GET /_ping HTTP/1.0\r\nHost: docker\r\n\r\n"));
            ByteBuffer answer = ByteBuffer.allocate(4);
            int read = 0;
            while (read >= 0 && answer.hasRemaining()) {
                read = channel.read(answer);
            }
            return "HTTP".equals(US_ASCII.decode(answer.flip()).toString());
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }
}
