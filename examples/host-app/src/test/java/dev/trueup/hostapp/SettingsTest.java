package dev.trueup.hostapp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.trueup.bulk.BulkSettings;
import dev.trueup.identity.EmailLinking;
import dev.trueup.insight.HealthSettings;
import dev.trueup.insight.Levels;
import dev.trueup.model.HealthAlert;
import dev.trueup.spi.Namespace;
import dev.trueup.webhook.WhenStoreIsDown;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

    private static final Map<String, String> LEAST =
            Map.of("CLERK_SECRET_KEY", "sk_test_clerk", "STRIPE_SECRET_KEY", "sk_test_stripe");

    @Test
    void twoKeysAreEnough() throws SettingsException {
        Settings settings = Settings.read(LEAST);

        assertThat(settings.port()).isEqualTo(8080);
        assertThat(settings.publicUrl(8080)).isEqualTo("http://localhost:8080");
        assertThat(settings.admins()).isEmpty();
        assertThat(settings.redis()).isEmpty();
        assertThat(settings.claims().lease()).isEqualTo(Duration.ofSeconds(60));
        assertThat(settings.claims().maxAttempts()).isEqualTo(25);
        assertThat(settings.limits().webhookTolerance()).isEqualTo(Duration.ofSeconds(300));
        assertThat(settings.stripe().live()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"sk_test_1,false", "rk_test_1,false", "sk_live_1,true", "rk_live_1,true"})
    void theKeyTellsTheModeAndTheModeTheNamespace(String key, boolean live) throws SettingsException {
        Settings settings = Settings.read(with("STRIPE_SECRET_KEY", key));

        assertThat(settings.stripe().live()).isEqualTo(live);
        assertThat(settings.claims().namespace()).isEqualTo(new Namespace("trueup", "default", live));
    }

    @ParameterizedTest
    @CsvSource({"500ms,PT0.5S", "60s,PT1M", "5m,PT5M", "2h,PT2H", "1d,PT24H", "PT90S,PT1M30S"})
    void durationsAreShortOrIso(String text, Duration meant) throws SettingsException {
        assertThat(Settings.read(with("TRUEUP_CLAIM_LEASE", text)).claims().lease())
                .isEqualTo(meant);
    }

    @Test
    void listsMayHaveBlanksAndWordsAnyCase() throws SettingsException {
        Map<String, String> environment = with("STRIPE_WEBHOOK_SECRET", " whsec_a , whsec_b,");
        environment.put("ADMIN_USER_IDS", "user_1,user_2");
        environment.put("TRUEUP_EMAIL_LINKING", "verified_address");
        environment.put("TRUEUP_WHEN_STORE_IS_DOWN", "PROCESS_ANYWAY");
        environment.put("REDIS_URL", "redis://a:1,redis://b:2");
        environment.put("CLERK_API_URL", "http://127.0.0.1:4001/v1/");
        environment.put("PUBLIC_URL", " ");

        Settings settings = Settings.read(environment);

        assertThat(settings.stripe().webhookSecrets()).containsExactly("whsec_a", "whsec_b");
        assertThat(settings.admins()).hasSize(2);
        assertThat(settings.linking().emailLinking()).isEqualTo(EmailLinking.VERIFIED_ADDRESS);
        assertThat(settings.webhooks().whenStoreIsDown()).isEqualTo(WhenStoreIsDown.PROCESS_ANYWAY);
        assertThat(settings.redis()).hasSize(2);
        assertThat(settings.clerk().apiUrl()).isEqualTo("http://127.0.0.1:4001/v1");
        assertThat(settings.publicUrl()).isNull();
    }

    @Test
    void healthIsTwoLevelsOfEachAlert() throws SettingsException {
        Map<String, String> environment = with("TRUEUP_HEALTH_API_ERRORS", "0.5%, 2%");
        environment.put("TRUEUP_HEALTH_SLOW_RESPONSES", "250ms,1s");
        environment.put("TRUEUP_HEALTH_RELEASE", "50%");
        environment.put("TRUEUP_HEALTH_WINDOW", "10s");
        environment.put("TRUEUP_HEALTH_MIN_SAMPLES", "20");

        HealthSettings health = Settings.read(environment).health();

        assertThat(Settings.read(LEAST).health()).isEqualTo(HealthSettings.DEFAULT);
        assertThat(health)
                .isEqualTo(HealthSettings.DEFAULT
                        .withWindow(Duration.ofSeconds(10))
                        .withMinimumSamples(20)
                        .withRelease(0.5)
                        .with(HealthAlert.Name.API_ERRORS, new Levels(0.005, 0.02))
                        .with(HealthAlert.Name.SLOW_RESPONSES, new Levels(250, 1_000)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "TRUEUP_HEALTH_HIGH_UNSYNC_RATE|5%",
                "TRUEUP_HEALTH_CACHE_MISS_RATE|10%,5%",
                "TRUEUP_HEALTH_SYNC_FAILURES|0.05,0.2",
                "TRUEUP_HEALTH_API_ERRORS|0%,1%",
                "TRUEUP_HEALTH_AUTHENTICATION_ERRORS|5%,20%,50%",
                "TRUEUP_HEALTH_SLOW_RESPONSES|500,2000",
                "TRUEUP_HEALTH_RELEASE|0%",
                "TRUEUP_HEALTH_RELEASE|101%",
                "TRUEUP_HEALTH_MIN_SAMPLES|0",
                "TRUEUP_HEALTH_WINDOW|10ms"
            })
    void healthThatMakesNoSenseIsRefused(String name, String value) {
        assertThatThrownBy(() -> Settings.read(with(name, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name + " must be");
    }

    @Test
    void runsHaveLimitsPatienceAndTimes() throws SettingsException {
        Map<String, String> environment = with("TRUEUP_STRIPE_RATE", "80");
        environment.put("TRUEUP_STRIPE_OVERALL_RATE", "200");
        environment.put("TRUEUP_CLERK_RATE", "100");
        environment.put("TRUEUP_BACKGROUND_SHARE", "0.25");
        environment.put("TRUEUP_MONTHLY_READS", "500000");
        environment.put("TRUEUP_CATCH_UP_EVERY", "5m");
        environment.put("TRUEUP_VERIFY_EVERY", "0s");
        environment.put("TRUEUP_RUN_PATIENCE", "10m");
        environment.put("TRUEUP_RUN_LEASE", "20s");
        environment.put("TRUEUP_TICKET_AGE", "2h");

        assertThat(Settings.read(LEAST).bulk())
                .isEqualTo(
                        new BulkOptions(25, 100, 1_000, 0.5, null, Duration.ZERO, Duration.ZERO, BulkSettings.DEFAULT));
        assertThat(Settings.read(environment).bulk())
                .isEqualTo(new BulkOptions(
                        80,
                        200,
                        100,
                        0.25,
                        500_000L,
                        Duration.ofMinutes(5),
                        Duration.ZERO,
                        BulkSettings.DEFAULT
                                .withPatience(Duration.ofMinutes(10))
                                .withLease(Duration.ofSeconds(20))
                                .withResumeWithin(Duration.ofMinutes(90))));
    }

    @ParameterizedTest
    @CsvSource({
        "TRUEUP_STRIPE_RATE,0",
        "TRUEUP_STRIPE_OVERALL_RATE,many",
        "TRUEUP_CLERK_RATE,10001",
        "TRUEUP_BACKGROUND_SHARE,0",
        "TRUEUP_BACKGROUND_SHARE,1.1",
        "TRUEUP_BACKGROUND_SHARE,50%",
        "TRUEUP_MONTHLY_READS,0",
        "TRUEUP_CATCH_UP_EVERY,10ms",
        "TRUEUP_VERIFY_EVERY,31d",
        "TRUEUP_RUN_PATIENCE,0s",
        "TRUEUP_RUN_LEASE,1h"
    })
    void runsThatMakeNoSenseAreRefused(String name, String value) {
        assertThatThrownBy(() -> Settings.read(with(name, value)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(name + " must be");
    }

    @Test
    void everythingThatIsWrongIsNamedAtOnceAndNoValueIsShown() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "PORT", "eighty",
                "STRIPE_SECRET_KEY", "pk_hush_1",
                "STRIPE_WEBHOOK_SECRET", "hush_2",
                "CLERK_WEBHOOK_SECRET", "whsec_hush*3",
                "CLERK_JWT_KEY", "hush_4",
                "CLERK_API_URL", "http://clerk.example.com/hush_5",
                "STRIPE_API_BASE", "ftp://hush_6",
                "REDIS_URL", "http://hush_7",
                "DATABASE_URL", "postgres://hush_8",
                "PUBLIC_URL", "hush_9"));
        environment.put("TRUEUP_CLAIM_LEASE", "soon");
        environment.put("TRUEUP_MAX_ATTEMPTS", "0");
        environment.put("TRUEUP_CACHE_TTL", "a while");
        environment.put("TRUEUP_LOG_FORMAT", "xml");

        SettingsException problem = catchThrowableOfType(SettingsException.class, () -> Settings.read(environment));
        String said = String.valueOf(problem.getMessage());

        assertThat(said.lines().skip(1).map(line -> line.strip().split(" ", 2)[0]))
                .containsExactlyInAnyOrder(
                        "CLERK_SECRET_KEY",
                        "PORT",
                        "STRIPE_SECRET_KEY",
                        "STRIPE_WEBHOOK_SECRET",
                        "CLERK_WEBHOOK_SECRET",
                        "CLERK_JWT_KEY",
                        "CLERK_API_URL",
                        "STRIPE_API_BASE",
                        "REDIS_URL",
                        "DATABASE_URL",
                        "PUBLIC_URL",
                        "TRUEUP_CLAIM_LEASE",
                        "TRUEUP_MAX_ATTEMPTS",
                        "TRUEUP_CACHE_TTL",
                        "TRUEUP_LOG_FORMAT");
        assertThat(said).doesNotContain("hush", "eighty", "soon");
    }

    @Test
    void oneKeyAloneIsAnError() {
        assertThat(Settings.askForDemo(Map.of("STRIPE_SECRET_KEY", "sk_test_1")))
                .isFalse();
        assertThat(Settings.askForDemo(Map.of("STRIPE_SECRET_KEY", " ", "PORT", "1")))
                .isTrue();
        assertThatThrownBy(() -> Settings.read(Map.of("STRIPE_SECRET_KEY", "sk_test_1")))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("CLERK_SECRET_KEY is missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1",
                "http://localhost",
                "http://[::1]:1",
                "http://127.9.9.9",
                "https://stripe.example.com"
            })
    void aLoopbackHostMayGoWithoutTls(String base) throws SettingsException {
        assertThat(Settings.read(with("STRIPE_API_BASE", base)).stripe().apiBase())
                .isEqualTo(base);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://stripe.example.com",
                "http://127.0.0.1.example.com",
                "http://localhost.example.com",
                "http://10.0.0.1",
                "http://user@127.0.0.1",
                "https://",
                "https://a b",
                "//127.0.0.1",
                "https://stripe.example.com?x=1",
                "file:///etc"
            })
    void everyOtherAddressNeedsTls(String base) {
        assertThatThrownBy(() -> Settings.read(with("STRIPE_API_BASE", base)))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("STRIPE_API_BASE must be");
    }

    @Test
    void theStringFormsTellNothing() throws SettingsException {
        Settings settings = Settings.read(LEAST);

        assertThat(settings.toString() + settings.clerk() + settings.stripe()).doesNotContain("sk_test");
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> environment = new HashMap<>(LEAST);
        environment.put(name, value);
        return environment;
    }
}
