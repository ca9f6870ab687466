package dev.trueup.model;

import static dev.trueup.model.UserProfile.billingEmail;
import static dev.trueup.model.UserProfile.fullName;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class UserProfileTest {

    @Test
    void theFullNameJoinsBothParts() {
        assertThat(fullName("Ann", "Lee")).isEqualTo("Ann Lee");
    }

    @Test
    void aMissingAnEmptyAndABlankPartAreAlike() {
        assertThat(fullName("Ann", null)).isEqualTo("Ann");
        assertThat(fullName("Ann", "")).isEqualTo("Ann");
        assertThat(fullName("Ann", " \t ")).isEqualTo("Ann");
        assertThat(fullName(null, "Lee")).isEqualTo("Lee");
    }

    @Test
    void withoutAnyTextThereIsNoName() {
        assertThat(fullName(null, null)).isNull();
        assertThat(fullName("", null)).isNull();
        assertThat(fullName(" ", "\u2003")).isNull();
    }

    @Test
    void partsAreTrimmed() {
        assertThat(fullName("  Ann ", "\u2003Lee\n")).isEqualTo("Ann Lee");
    }

    @Test
    void twoSpellingsOfOneNameAreOne() {
        assertThat(fullName("Zoe\u0308", ""))
                .isEqualTo(fullName("Zo\u00eb", null))
                .isEqualTo("Zo\u00eb");
    }

    @Test
    void theNameIsTheSameWhenItIsBuiltAgain() {
        String name = fullName(" Ane\u0301 ", "O'Neil");

        assertThat(fullName(name, null)).isEqualTo(name);
    }

    @Test
    void emojiAndScriptsFromRightToLeftAreKept() {
        assertThat(fullName("\ud83d\udc69\u200d\ud83d\udcbb", "صوفيا"))
                .isEqualTo("\ud83d\udc69\u200d\ud83d\udcbb صوفيا");
    }

    @Test
    void whatCannotBeSeenOrIsHalfACharacterIsLeftOut() {
        assertThat(fullName("A\u0000nn\ud800", "Le\u009fe")).isEqualTo("Ann Lee");
        assertThat(fullName("\u0000", "\ud83d")).isNull();
        assertThat(fullName("Ann\tMary", "Lee\r\nJr")).isEqualTo("Ann Mary Lee  Jr");
    }

    @Test
    void aLongNameIsCutBetweenTwoCharacters() {
        assertThat(fullName("x".repeat(256), null)).hasSize(256);
        assertThat(fullName("x".repeat(257), null)).hasSize(256);
        assertThat(fullName("x" + "\ud83d\ude00".repeat(200), null))
                .hasSize(255)
                .endsWith("\ud83d\ude00");
        assertThat(fullName("x".repeat(255), "Lee")).isEqualTo("x".repeat(255));
    }

    @Test
    void aNameOfAnyCharactersIsTheSameWhenItIsBuiltAgain() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(300), 0, i % 2 == 0 ? 0x300 : Character.MAX_CODE_POINT + 1)
                    .forEach(text::appendCodePoint);
            String name = fullName(text.toString(), null);
            assertThat(fullName(name, null)).isEqualTo(name);
        }
    }

    @Test
    void anAddressIsTrimmedAndLeftAsItIs() {
        assertThat(billingEmail(" Ann.Lee+tag@Example.com ")).isEqualTo("Ann.Lee+tag@Example.com");
        assertThat(billingEmail("ж@пример.example")).isEqualTo("ж@пример.example");
    }

    @ParameterizedTest
    @NullAndEmptySource
    @ValueSource(
            strings = {" ", "ann", "@example.com", "ann@", "ann lee@example.com", "ann@exam\u0000ple.com", "a\ud800@b.c"
            })
    void anAddressThatStripeCouldNotTakeIsNone(@Nullable String email) {
        assertThat(billingEmail(email)).isNull();
    }

    @Test
    void anAddressThatIsTooLongIsNone() {
        assertThat(billingEmail("x".repeat(500) + "@example.com")).hasSize(512);
        assertThat(billingEmail("x".repeat(501) + "@example.com")).isNull();
    }
}
