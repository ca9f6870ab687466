package dev.trueup.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link UserId} and {@link CustomerId}, whose rules are the same. */
class IdentifierTest {

    @ParameterizedTest
    @ValueSource(strings = {"user_2abc", "用户", "é", "e\u0301", "a b", "a:b", "{}", "\ud83d\ude00", "-"})
    void anIdIsItsBareValue(String value) {
        assertThat(new UserId(value))
                .hasToString(value)
                .extracting(UserId::value)
                .isEqualTo(value);
        assertThat(new CustomerId(value))
                .hasToString(value)
                .extracting(CustomerId::value)
                .isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", "\u2003", " \n "})
    void anIdIsNotBlank(String blank) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UserId(blank))
                .withMessage("userId must not be blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CustomerId(blank))
                .withMessage("customerId must not be blank");
    }

    @Test
    void anIdHasAtMost255Characters() {
        assertThat(new UserId("u".repeat(255)).value()).hasSize(255);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UserId("u".repeat(256)))
                .withMessage("userId must have at most 255 characters but has 256: \"" + "u".repeat(40) + "…\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\nb", "a\r\nb", "a\u001bb", "a\u007fb", "a\u0085b", "a\tb"})
    void anIdHasNoControlCharacters(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CustomerId(value))
                .withMessageStartingWith("customerId must not contain control characters: \"a\\u00")
                .satisfies(e -> assertThat(e.toString().chars()).noneMatch(Character::isISOControl));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\ud83d", "\ude00a", "a\ud83db", "\ude00\ud83d", "\ud83d\ud83d\ude00"})
    void anIdHasNoUnpairedSurrogates(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UserId(value))
                .withMessageStartingWith("userId must not contain unpaired surrogates: \"")
                .satisfies(e -> assertThat(e.toString().chars())
                        .noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE));
    }

    @Test
    void theMessageShowsTheValueEscapedAndOnOneLine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UserId("user_1\nINFO all is well"))
                .withMessage("userId must not contain control characters: \"user_1\\u000aINFO all is well\"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UserId("a\u2028b\u202ec\u0000"))
                .withMessage("userId must not contain control characters: \"a\\u2028b\\u202ec\\u0000\"");
    }
}
