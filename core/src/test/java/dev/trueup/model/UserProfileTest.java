package dev.trueup.model;

import static dev.trueup.model.UserProfile.fullName;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
