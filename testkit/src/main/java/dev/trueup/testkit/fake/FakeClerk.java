package dev.trueup.testkit.fake;

import com.fasterxml.jackson.databind.JsonNode;
import java.security.KeyPair;
import java.time.Clock;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/**
 * A stateful Clerk in this process: a real HTTP server on a loopback port that a real Clerk client talks to.
 *
 * <p>It speaks the users of the Backend API, with Clerk's pagination, filters, metadata merge and errors, and refuses
 * filters and fields that it does not know. Every change makes a webhook event in {@link #events()}. It signs session
 * tokens, and shows the key for them under {@code /jwks}. Give {@link #baseUrl()} to {@code serverURL} and {@link
 * #secretKey()} to {@code bearerAuth} of Clerk's SDK. The methods here change and read the same state directly, without a call in the log
 * and without faults.
 *
 * <p>Thread-safe. Close it to free the port.
 */
public final class FakeClerk implements AutoCloseable {

    private static final String DEFAULT_KEY = "sk_test_fake_clerk";

    private final String secretKey;
    private final ClerkApi api;
    private final FakeServer server;

    private FakeClerk(Builder options) {
        this.secretKey = options.secretKey;
        this.api = new ClerkApi(options.secretKey, options.clock);
        this.server = FakeServer.start("fake-clerk", options.port, api);
    }

    /** Starts one on a free port, with the system's clock. */
    public static FakeClerk start() {
        return builder().start();
    }

    /** Starts one on a free port; the clock decides what is created and changed when. */
    public static FakeClerk start(Clock clock) {
        return builder().clock(clock).start();
    }

    /** Starts one with options. */
    public static Builder builder() {
        return new Builder();
    }

    /** The base with the version in it, for example {@code http://127.0.0.1:4001/v1}; {@code /users} hangs below it. */
    public String baseUrl() {
        return server.origin() + "/v1";
    }

    /** The only key that is accepted. */
    public String secretKey() {
        return secretKey;
    }

    /** The calls over HTTP so far; their paths begin with {@code /v1/}. */
    public CallLog calls() {
        return server.calls();
    }

    /** What is to go wrong. */
    public Faults faults() {
        return server.faults();
    }

    /** The webhook events of every change so far, made by the methods here or over HTTP. */
    public EventJournal events() {
        return api.state().events();
    }

    /**
     * Creates a user and returns its id.
     *
     * @throws IllegalArgumentException when a forced id is taken
     */
    public String createUser(Consumer<FakeUser> description) {
        synchronized (api) {
            return api.state().createUser(description);
        }
    }

    /**
     * Changes a user.
     *
     * @throws NoSuchElementException when it does not exist
     */
    public void updateUser(String user, Consumer<FakeUser> change) {
        synchronized (api) {
            api.state().updateUser(user, change);
        }
    }

    /**
     * Deletes a user for good.
     *
     * @throws NoSuchElementException when it does not exist
     */
    public void deleteUser(String user) {
        synchronized (api) {
            api.state().deleteUser(user);
        }
    }

    /**
     * The user as the API would show it now, as a copy.
     *
     * @throws NoSuchElementException when it does not exist
     */
    public JsonNode user(String id) {
        synchronized (api) {
            return ClerkJson.user(api.state().user(id));
        }
    }

    /** All users, oldest first. */
    public List<String> userIds() {
        synchronized (api) {
            return api.state().users().list(ClerkState.ALL).ids();
        }
    }

    /** A session token of this user, good for 60 s; nobody asks whether there is such a user. */
    public String sessionToken(String user) {
        return sessionToken(user, token -> {});
    }

    /** A session token with whatever a test wants to be wrong, or right, with it. */
    public String sessionToken(String user, Consumer<FakeSessionToken> change) {
        KeyPair key = api.keys().pair();
        synchronized (api) {
            FakeSessionToken token = api.state().sessionOf(user, key);
            change.accept(token);
            return token.compact();
        }
    }

    /** The public key of the session tokens, as a PEM of several lines. */
    public String jwtKey() {
        return api.keys().pem();
    }

    /** Signs with a new key from now on, and no longer shows the one before under {@code /jwks}. */
    public void rotateKey() {
        api.keys().rotate();
    }

    /** Releases every held call and frees the port. */
    @Override
    public void close() {
        server.close();
    }

    /** Options of a {@link FakeClerk}; for one thread. */
    public static final class Builder {

        private Clock clock = Clock.systemUTC();
        private int port;
        private String secretKey = DEFAULT_KEY;

        private Builder() {}

        /** Sets the clock; the system's by default. */
        public Builder clock(Clock decides) {
            this.clock = decides;
            return this;
        }

        /** Sets the port; 0, the default, takes a free one. */
        public Builder port(int number) {
            this.port = number;
            return this;
        }

        /** Sets the secret key. */
        public Builder secretKey(String key) {
            this.secretKey = key;
            return this;
        }

        /**
         * Starts the fake.
         *
         * @throws java.io.UncheckedIOException when the port cannot be listened on
         */
        public FakeClerk start() {
            return new FakeClerk(this);
        }
    }
}
