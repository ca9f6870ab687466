package dev.trueup.testservers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocketFactory;

/**
 * A socket for the few commands that set up a server. Not thread-safe.
 *
 * <p>No Redis client, so that nothing the tests judge has a part in their set-up, and the JVM gets no further threads.
 * Speaks RESP2: <a href="https://redis.io/docs/latest/develop/reference/protocol-spec/">the protocol</a>.
 */
final class RespConnection implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    private final Socket socket;
    private final InputStream in;

    private RespConnection(Socket socket, String host, int port, Duration timeout) {
        this.socket = socket;
        try {
            int timeoutMillis = Math.toIntExact(timeout.toMillis());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(timeoutMillis);
            socket.connect(new InetSocketAddress(host, port), timeoutMillis);
            in = new BufferedInputStream(socket.getInputStream());
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(e);
        }
    }

    static RespConnection open(String host, int port) {
        return open(host, port, TIMEOUT);
    }

    static RespConnection open(String host, int port, Duration timeout) {
        return new RespConnection(new Socket(), host, port, timeout);
    }

    static RespConnection openTls(String host, int port) {
        try {
            return new RespConnection(SSLSocketFactory.getDefault().createSocket(), host, port, TIMEOUT);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends {@code AUTH} with {@code user:password}, {@code :password} or {@code password}, as a URI holds them. */
    void authenticate(String userInfo) {
        int colon = userInfo.indexOf(':');
        if (colon > 0) {
            ask("AUTH", userInfo.substring(0, colon), userInfo.substring(colon + 1));
        } else {
            ask("AUTH", userInfo.substring(colon + 1));
        }
    }

    /** One value out of an {@code INFO} section. */
    String info(String section, String name) {
        return ask("INFO", section)
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("INFO " + section + " has no " + name));
    }

    /**
     * Sends one command and waits for its answer as text; the elements of an array stand on a line each, null is empty.
     *
     * @throws IllegalStateException with Redis' own words when it answers with an error
     * @throws UncheckedIOException when it does not answer
     */
    String ask(String... words) {
        try {
            ByteArrayOutputStream command = new ByteArrayOutputStream();
            command.writeBytes(("*" + words.length + "\r\n").getBytes(UTF_8));
            for (String word : words) {
                byte[] bytes = word.getBytes(UTF_8);
                command.writeBytes(("$" + bytes.length + "\r\n").getBytes(UTF_8));
                command.writeBytes(bytes);
                command.writeBytes("\r\n".getBytes(UTF_8));
            }
            command.writeTo(socket.getOutputStream());
            return answer();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String answer() throws IOException {
        String line = line();
        String rest = line.substring(1);
        return switch (line.charAt(0)) {
            case '+', ':' -> rest;
            case '$' -> bulk(Integer.parseInt(rest));
            case '*' -> array(Integer.parseInt(rest));
            case '-' -> throw new IllegalStateException(rest);
            default -> throw new IOException("not RESP2: " + line);
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "";
        }
        String text = new String(in.readNBytes(length), UTF_8);
        in.readNBytes(2);
        return text;
    }

    private String array(int length) throws IOException {
        List<String> elements = new ArrayList<>();
        for (int i = 0; i < length; i++) {
            elements.add(answer());
        }
        return String.join("\n", elements);
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next != '\r'; next = in.read()) {
            if (next < 0) {
                throw new EOFException("Redis closed the connection");
            }
            line.write(next);
        }
        in.read();
        return line.toString(UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
