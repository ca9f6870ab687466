package dev.trueup.hostapp;

import dev.trueup.clerk.ClerkSessions;
import dev.trueup.clerk.ClerkWebhookVerifier;
import dev.trueup.clerk.MetadataPlace;
import dev.trueup.hostapp.Settings.ClerkAccess;
import dev.trueup.hostapp.Settings.DatabaseAccess;
import dev.trueup.hostapp.Settings.Limits;
import dev.trueup.hostapp.Settings.StripeAccess;
import dev.trueup.identity.EmailLinking;
import dev.trueup.identity.LinkSettings;
import dev.trueup.model.UserId;
import dev.trueup.postgres.Postgres;
import dev.trueup.spi.CacheSettings;
import dev.trueup.spi.ClaimSettings;
import dev.trueup.spi.Namespace;
import dev.trueup.sync.SyncSettings;
import dev.trueup.webhook.WebhookSettings;
import dev.trueup.webhook.WhenStoreIsDown;
import io.lettuce.core.RedisURI;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Makes {@link Settings} of the environment; the README of the host app lists the variables. For one read. */
final class SettingsReader {

    private static final Pattern CLERK_KEY = Pattern.compile("sk_[\\x21-\\x7e]{1,500}");
    private static final Pattern STRIPE_KEY = Pattern.compile("[rs]k_(test|live)_[\\x21-\\x7e]{1,500}");
    private static final Pattern SECRET = Pattern.compile("whsec_[\\x21-\\x7e]{1,500}");
    private static final Pattern PARTY = Pattern.compile("[\\x21-\\x7e]{1,500}");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final Pattern USER = Pattern.compile("[\\x21-\\x7e]{1,255}");
    private static final Pattern REDIS = Pattern.compile("rediss?://[\\x21-\\x7e]{1,500}");

    private static final Pattern DATABASE = Pattern.compile("jdbc:postgresql://[\\x21-\\x7e]{1,1000}");
    private static final Pattern SCHEMA = Pattern.compile("[a-z][a-z0-9_]{0,62}");

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration DAY = Duration.ofDays(1);

    private final Variables variables;

    SettingsReader(Variables variables) {
        this.variables = variables;
    }

    Settings read() throws SettingsException {
        ClerkAccess clerk = clerk();
        StripeAccess stripe = stripe();
        String account = name("TRUEUP_ACCOUNT", "default");
        Namespace namespace = new Namespace(name("TRUEUP_KEY_PREFIX", "trueup"), account, stripe.live());
        // These two are read by logback.xml.
        variables.text("TRUEUP_LOG_FORMAT", Pattern.compile("text|json"), "must be text or json");
        variables.text(
                "TRUEUP_LOG_LEVEL",
                Pattern.compile("(?i)error|warn|info|debug|trace"),
                "must be error, warn, info, debug or trace");
        CacheSettings cache = cache(namespace);
        Settings settings = new Settings(
                variables.number("PORT", 0, 65_535, 8080),
                variables.address("PUBLIC_URL").orElse(null),
                admins(),
                clerk,
                stripe,
                database(),
                variables.flag("TRUEUP_PAYMENTS", false),
                redis(),
                cache,
                claims(namespace),
                sync(),
                WebhookSettings.DEFAULT.with(variables.choice(
                        "TRUEUP_WHEN_STORE_IS_DOWN", WhenStoreIsDown.class, WebhookSettings.DEFAULT.whenStoreIsDown())),
                linking(account),
                new BulkReader(variables).read(cache.maxTicketAge()),
                new HealthReader(variables).read(),
                limits());
        if (!variables.problems().isEmpty()) {
            throw new SettingsException(variables.problems());
        }
        return settings;
    }

    private @Nullable DatabaseAccess database() {
        DatabaseAccess access = new DatabaseAccess(
                variables
                        .text("DATABASE_URL", DATABASE, "must be jdbc:postgresql://…")
                        .orElse(""),
                variables
                        .text("TRUEUP_DATABASE_SCHEMA", SCHEMA, "must be lower-case letters, digits and _")
                        .orElse(Postgres.DEFAULT_SCHEMA),
                variables.number("TRUEUP_DATABASE_CONNECTIONS", 1, 1_000, 10),
                variables.duration("TRUEUP_DATABASE_TIMEOUT", Postgres.DEFAULT_TIMEOUT, Duration.ofMillis(1), HOUR),
                variables.duration("TRUEUP_LOG_RETENTION", Duration.ofDays(90)));
        return access.url().isEmpty() ? null : access;
    }

    private ClerkAccess clerk() {
        String key = secretKey("CLERK_SECRET_KEY", CLERK_KEY, "must be a secret key of Clerk, sk_…");
        return new ClerkAccess(
                key,
                jwtKey(),
                variables.list("CLERK_AUTHORIZED_PARTIES", PARTY, "must be a comma list of origins"),
                clerkWebhookSecrets(),
                variables.address("CLERK_API_URL").orElse(null),
                variables.choice("TRUEUP_CLERK_METADATA", MetadataPlace.class, MetadataPlace.PRIVATE),
                variables.duration("TRUEUP_CLERK_TIMEOUT", Duration.ofSeconds(5)));
    }

    private @Nullable String jwtKey() {
        Optional<String> key = variables.text("CLERK_JWT_KEY");
        key.ifPresent(pem -> this.<Object>checked(
                "CLERK_JWT_KEY must be the PEM of an RSA public key",
                () -> ClerkSessions.withKey(pem).build(),
                pem));
        return key.orElse(null);
    }

    private List<String> clerkWebhookSecrets() {
        List<String> secrets =
                variables.list("CLERK_WEBHOOK_SECRET", SECRET, "must be whsec_… or a comma list of such");
        return checked(
                "CLERK_WEBHOOK_SECRET must be whsec_ and base64, or a comma list of such",
                () -> {
                    secrets.forEach(ClerkWebhookVerifier::builder);
                    return secrets;
                },
                List.of());
    }

    private StripeAccess stripe() {
        return new StripeAccess(
                secretKey("STRIPE_SECRET_KEY", STRIPE_KEY, "must be sk_test_…, sk_live_…, rk_test_… or rk_live_…"),
                variables.list("STRIPE_WEBHOOK_SECRET", SECRET, "must be whsec_… or a comma list of such"),
                variables.address("STRIPE_API_BASE").orElse(null),
                variables.duration(
                        "TRUEUP_CHECKOUT_LIFE", Duration.ofHours(1), Duration.ofMinutes(30), Duration.ofHours(24)),
                variables.duration("TRUEUP_STRIPE_TIMEOUT", Duration.ofSeconds(20)));
    }

    private String secretKey(String name, Pattern form, String rule) {
        if (variables.text(name).isEmpty()) {
            variables.problem(name, "is missing: set both secret keys, or neither for the demo");
        }
        return variables.text(name, form, rule).orElse("");
    }

    private String name(String variable, String absent) {
        return variables
                .text(variable, NAME, "must be letters, digits, _ and - only, at most 100")
                .orElse(absent);
    }

    private Set<UserId> admins() {
        Set<UserId> admins = new LinkedHashSet<>();
        variables.list("ADMIN_USER_IDS", USER, "must be a comma list of user ids").stream()
                .map(UserId::new)
                .forEach(admins::add);
        return Set.copyOf(admins);
    }

    private List<RedisURI> redis() {
        List<String> addresses =
                variables.list("REDIS_URL", REDIS, "must be redis://… or rediss://…, or a comma list of such");
        return checked(
                "REDIS_URL must be redis://host:port or rediss://host:port, or a comma list of such",
                () -> addresses.stream().map(RedisURI::create).toList(),
                List.of());
    }

    private CacheSettings cache(Namespace namespace) {
        CacheSettings absent = CacheSettings.DEFAULT.withNamespace(namespace);
        Duration life = variables.duration("TRUEUP_CACHE_TTL", absent.timeToLive());
        Duration ticket = variables.duration("TRUEUP_TICKET_AGE", absent.maxTicketAge());
        return new CacheSettings(namespace, life, ticket);
    }

    private ClaimSettings claims(Namespace namespace) {
        ClaimSettings absent = ClaimSettings.DEFAULT.withNamespace(namespace);
        Duration lease = variables.duration("TRUEUP_CLAIM_LEASE", absent.lease());
        Duration retention = variables.duration("TRUEUP_CLAIM_RETENTION", absent.retention());
        int attempts = variables.number("TRUEUP_MAX_ATTEMPTS", 1, 1_000_000, absent.maxAttempts());
        return checked(
                "TRUEUP_CLAIM_RETENTION must be longer than TRUEUP_CLAIM_LEASE",
                () -> new ClaimSettings(namespace, lease, retention, attempts),
                absent);
    }

    private SyncSettings sync() {
        SyncSettings absent = SyncSettings.DEFAULT;
        return new SyncSettings(
                variables.duration("TRUEUP_CHECK_TIMEOUT", absent.checkTimeout()),
                variables.duration("TRUEUP_REFRESH_TIMEOUT", absent.refreshTimeout()),
                variables.duration("TRUEUP_SECOND_LOOK", absent.secondLook(), Duration.ZERO, DAY));
    }

    private LinkSettings linking(String account) {
        LinkSettings absent = LinkSettings.DEFAULT;
        return new LinkSettings(
                account,
                variables.choice("TRUEUP_EMAIL_LINKING", EmailLinking.class, absent.emailLinking()),
                variables.duration("TRUEUP_LINK_LEASE", absent.lease()),
                variables.duration("TRUEUP_LINK_PATIENCE", absent.patience()));
    }

    private Limits limits() {
        return new Limits(
                variables.duration("TRUEUP_WEBHOOK_TOLERANCE", Duration.ofSeconds(300), Duration.ofSeconds(1), DAY),
                variables.duration("TRUEUP_REDIS_TIMEOUT", Duration.ofMillis(300)),
                variables.number("TRUEUP_CACHE_SIZE", 1, 100_000_000, 100_000),
                variables.duration("TRUEUP_FALLBACK_COPY", Duration.ofSeconds(60)),
                variables.number("TRUEUP_FALLBACK_LOADS", 1, 10_000, 10),
                variables.duration("TRUEUP_REQUEST_TIMEOUT", Duration.ofSeconds(15)),
                variables.duration("TRUEUP_SHUTDOWN_TIMEOUT", Duration.ofSeconds(10)));
    }

    /** Rules over more than one variable, and forms that only the library knows; its messages are not shown. */
    private <T> T checked(String problem, Supplier<? extends T> made, T absent) {
        try {
            return made.get();
        } catch (IllegalArgumentException e) {
            int blank = problem.indexOf(' ');
            variables.problem(problem.substring(0, blank), problem.substring(blank + 1));
            return absent;
        }
    }
}
