package dev.trueup.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.trueup.model.WebhookRejectedException;
import dev.trueup.model.WebhookRejectedException.Reason;
import java.util.Collections;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SigningHeadersTest {

    @Test
    void itemsComeFromAllTimesThatAHeaderIsThere() {
        assertThat(SigningHeaders.items(List.of("a,b", "c"), ',')).containsExactly("a", "b", "c");
        assertThat(SigningHeaders.items(List.of(" a ,, b,"), ',')).containsExactly("a", "b");
        assertThat(SigningHeaders.items(List.of("a  b"), ' ')).containsExactly("a", "b");
        assertThat(SigningHeaders.items(List.of(""), ',')).isEmpty();
    }

    @Test
    void sixteenItemsAreReadAndOneMoreIsNot() {
        assertThat(SigningHeaders.items(List.of("a,".repeat(7) + "a", "b,".repeat(7) + "b"), ','))
                .hasSize(16);
        assertRejected(Reason.HEADER_MALFORMED, () -> SigningHeaders.items(List.of("a,".repeat(15) + "a", "b"), ','));
        assertRejected(Reason.HEADER_MALFORMED, () -> SigningHeaders.items(List.of(",".repeat(16)), ','));
        assertRejected(Reason.HEADER_MALFORMED, () -> SigningHeaders.items(Collections.nCopies(17, ""), ','));
    }

    @Test
    void aHeaderOf4096CharactersIsReadAndOneMoreIsNot() {
        assertThat(SigningHeaders.items(List.of("a".repeat(4096)), ',')).hasSize(1);
        assertRejected(Reason.HEADER_MALFORMED, () -> SigningHeaders.items(List.of("a".repeat(4096), "b"), ','));
        assertRejected(Reason.HEADER_MALFORMED, () -> SigningHeaders.value(List.of("a".repeat(4097))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0000", "\n", "\u007f", "é", "\u0660", "\ud83d\ude00"})
    void whatIsNotPrintableAsciiIsRejected(String character) {
        assertRejected(Reason.HEADER_MALFORMED, () -> SigningHeaders.items(List.of("a" + character), ','));
        assertRejected(Reason.HEADER_MALFORMED, () -> SigningHeaders.value(List.of("a" + character)));
    }

    @Test
    void aHeaderThatIsNotThereIsMissing() {
        assertRejected(Reason.HEADER_MISSING, () -> SigningHeaders.items(List.of(), ','));
        assertRejected(Reason.HEADER_MISSING, () -> SigningHeaders.value(List.of()));
    }

    @Test
    void aValueMayBeRepeatedButNotContradicted() {
        assertThat(SigningHeaders.value(List.of("a", "a"))).isEqualTo("a");
        assertRejected(Reason.HEADER_MALFORMED, () -> SigningHeaders.value(List.of("a", "b")));
    }

    private static void assertRejected(Reason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(WebhookRejectedException.class, rejected -> assertThat(rejected.reason())
                        .isEqualTo(reason));
    }
}
