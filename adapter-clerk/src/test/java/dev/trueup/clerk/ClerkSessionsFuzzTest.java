package dev.trueup.clerk;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;

/**
 * Whatever comes, it is nobody's or a user's. An input that begins with {@code Bearer} is the header as it is; of any
 * other the first line is a token's header and the rest its claims, which are signed, so that their readers are reached.
 */
class ClerkSessionsFuzzTest {

    private final ClerkSessions sessions = ClerkSessions.withKey(Tokens.pem(Tokens.KEY))
            .clock(Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC))
            .build();

    @FuzzTest(maxDuration = "12s")
    void onlyNobodyOrAUserComesOut(byte[] input) {
        String text = new String(input, StandardCharsets.ISO_8859_1);
        String header = text.startsWith("Bearer") ? text : "Bearer " + signed(input, text.indexOf('\n'));

        assertThat(sessions.authenticate(header))
                .satisfies(it -> it.ifPresent(user -> assertThat(user.value()).isNotBlank()));
    }

    private static String signed(byte[] input, int line) {
        int end = Math.max(line, 0);
        return Tokens.signed(
                Arrays.copyOf(input, end), Arrays.copyOfRange(input, Math.min(end + 1, input.length), input.length));
    }
}
