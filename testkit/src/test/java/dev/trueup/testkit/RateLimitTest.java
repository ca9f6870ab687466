package dev.trueup.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final RateLimit limit = new RateLimit(2, 3, SECOND);

    @Test
    void anEndpointHasItsOwnLimit() {
        assertThat(at(0, "list")).isEqualTo(RateLimit.Limit.NONE);
        assertThat(at(1, "list")).isEqualTo(RateLimit.Limit.NONE);
        assertThat(at(2, "list")).isEqualTo(RateLimit.Limit.ENDPOINT);
        assertThat(at(2, "read")).isEqualTo(RateLimit.Limit.NONE);
    }

    @Test
    void allEndpointsShareTheOverallLimit() {
        at(0, "a");
        at(0, "b");
        at(0, "c");

        assertThat(at(1, "d")).isEqualTo(RateLimit.Limit.OVERALL);
    }

    @Test
    void theWindowSlides() {
        at(0, "list");
        at(900, "list");

        assertThat(at(999, "list")).isEqualTo(RateLimit.Limit.ENDPOINT);
        assertThat(at(1000, "list")).isEqualTo(RateLimit.Limit.NONE);
        assertThat(at(1001, "list")).isEqualTo(RateLimit.Limit.ENDPOINT);
    }

    @Test
    void aRefusedCallDoesNotCountAndLearnsWhenToComeBack() {
        at(0, "list");
        at(100, "list");

        RateLimit.Verdict verdict = limit.judge("list", Duration.ofMillis(600).toNanos());

        assertThat(verdict.retryAfter()).isEqualTo(Duration.ofMillis(400));
        assertThat(at(1000, "list")).isEqualTo(RateLimit.Limit.NONE);
        assertThat(at(1100, "list")).isEqualTo(RateLimit.Limit.NONE);
    }

    @Test
    void limitsBelowOneAreRefused() {
        assertThatThrownBy(() -> new RateLimit(0, 1, SECOND)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimit(1, 1, Duration.ZERO)).isInstanceOf(IllegalArgumentException.class);
    }

    private RateLimit.Limit at(long millis, String endpoint) {
        return limit.judge(endpoint, Duration.ofMillis(millis).toNanos()).limit();
    }
}
