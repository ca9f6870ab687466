package dev.trueup.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.trueup.model.CustomerId;
import dev.trueup.model.UserId;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamespaceTest {

    private final Namespace namespace = new Namespace("trueup", "acct_1", false);

    @Test
    void ordinaryIdsStandInTheKeyAsTheyAre() {
        assertThat(namespace.userKey(new UserId("user_2aB-9"))).isEqualTo("trueup:acct_1:test:u:user_2aB-9");
        assertThat(namespace.customerKey(new CustomerId("cus_1"))).isEqualTo("trueup:acct_1:test:c:cus_1");
        assertThat(namespace.ownKey("incarnation")).isEqualTo("trueup:acct_1:test:o:incarnation");
        assertThat(Namespace.DEFAULT.userKey(new UserId("u"))).isEqualTo("trueup:default:live:u:u");
    }

    @Test
    void everyOtherByteIsEscaped() {
        assertThat(namespace.userKey(new UserId("a:b{c}d%3a é\ud83d\ude00")))
                .isEqualTo("trueup:acct_1:test:u:a%3ab%7bc%7dd%253a%20%c3%a9%f0%9f%98%80");
    }

    @Test
    void awkwardIdsNeverMeet() {
        List<String> awkward = List.of(
                "a",
                "A",
                "a:b",
                "a%3ab",
                "a%3Ab",
                "a::b",
                "a%253ab",
                "{a}",
                "{}a",
                "a}b",
                "a b",
                "a*",
                "..",
                "%",
                "é",
                "e\u0301",
                "ａ",
                "用户",
                "\ud83d\ude00",
                "user_1:rec",
                "a".repeat(255),
                "é".repeat(255));

        assertThat(awkward.stream().map(UserId::new).map(namespace::userKey)).doesNotHaveDuplicates();
        assertThat(awkward.stream().map(CustomerId::new).map(namespace::customerKey))
                .doesNotHaveDuplicates();
    }

    @Test
    void usersCustomersAndTheCachesOwnThingsNeverMeet() {
        assertThat(Stream.of(
                        namespace.userKey(new UserId("x")),
                        namespace.customerKey(new CustomerId("x")),
                        namespace.ownKey("x")))
                .doesNotHaveDuplicates();
    }

    @Test
    void accountsModesAndPrefixesNeverMeet() {
        UserId user = new UserId("x");

        assertThat(Stream.of(
                                new Namespace("p", "a", true),
                                new Namespace("p", "a", false),
                                new Namespace("p", "b", true),
                                new Namespace("q", "a", true),
                                new Namespace("p-a", "a", true))
                        .map(it -> it.userKey(user)))
                .doesNotHaveDuplicates();
    }

    @Property(tries = 500)
    void twoDifferentIdsNeverGiveOneKey(@ForAll("ids") String one, @ForAll("ids") String other) {
        String key = namespace.userKey(new UserId(one));

        assertThat(key.equals(namespace.userKey(new UserId(other)))).isEqualTo(one.equals(other));
        assertThat(key).startsWith("trueup:acct_1:test:u:").matches("[A-Za-z0-9_:%-]+");
        assertThat(key.length()).isLessThan(3_000);
    }

    @Property(tries = 300)
    void aKeyTellsItsIdAgain(@ForAll("ids") String id) {
        String escaped = namespace.userKey(new UserId(id)).substring("trueup:acct_1:test:u:".length());

        assertThat(URLDecoder.decode(escaped, StandardCharsets.UTF_8)).isEqualTo(id);
    }

    @Provide
    Arbitrary<String> ids() {
        Arbitrary<String> awkward = Arbitraries.strings()
                .withChars(":%{}3aA_-b \u00e9\u0301")
                .ofMinLength(1)
                .ofMaxLength(6);
        Arbitrary<String> any = Arbitraries.strings().all().ofMinLength(1).ofMaxLength(30);
        return Arbitraries.oneOf(awkward, any).filter(NamespaceTest::isId);
    }

    private static boolean isId(String value) {
        try {
            return new UserId(value).value().equals(value);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a:b", "a b", "{a}", "é", "a\nb", "%"})
    void namesAreSimple(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Namespace(name, "a", true))
                .withMessageStartingWith("prefix must be letters, digits, _ and - only but is \"");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Namespace("p", name, true))
                .withMessageStartingWith("account must be letters, digits, _ and - only but is \"")
                .withMessageMatching("[\\x20-\\x7e]*");
    }
}
