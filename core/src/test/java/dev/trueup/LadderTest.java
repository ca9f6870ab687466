package dev.trueup;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.stream.Stream;
import ladderproof.Assembly;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The packages of core are a ladder; the second half shows that each rule notices a house that is built wrong. */
class LadderTest {

    private static final JavaClasses CORE = classesBeside(Trueup.class);
    private static final JavaClasses WRONG = classesBeside(Assembly.class);

    private final Ladder core = new Ladder("dev.trueup");
    private final Ladder wrong = new Ladder("ladderproof");

    @Test
    void theRulesSeeAllOfCore() {
        assertThat(CORE.stream().map(it -> it.getPackageName()).distinct())
                .contains("dev.trueup", "dev.trueup.sync", "dev.trueup.spi", "dev.trueup.protocol", "dev.trueup.model")
                .doesNotContain("dev.trueup.fixture");
    }

    @TestFactory
    @Tag("promise:S3")
    Stream<DynamicTest> core() {
        return core.rules().map(rule -> DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(CORE)));
    }

    @Test
    void aNounThatKnowsARoleIsNoticed() {
        assertThat(violations(wrong.pointsDownOnly())).anyMatch(it -> it.contains("ladderproof.model.Noun"));
    }

    @Test
    void siblingsThatKnowEachOtherAreNoticed() {
        assertThat(violations(wrong.pointsDownOnly()))
                .anyMatch(it -> it.contains("ladderproof.sync.Verb") && it.contains("ladderproof.webhook.Sibling"));
    }

    @Test
    void aVerbThatKnowsTheAssemblyIsNoticed() {
        assertThat(violations(wrong.pointsDownOnly()))
                .anyMatch(it -> it.contains("ladderproof.sync.Verb") && it.contains("ladderproof.Assembly"));
    }

    @Test
    void aPackageBesideTheLadderIsNoticed() {
        assertThat(violations(wrong.hasAllPackagesOnARung())).anyMatch(it -> it.contains("ladderproof.util.Beside"));
    }

    @Test
    void aCircleIsNoticed() {
        assertThat(violations(wrong.hasNoPackageCircles())).isNotEmpty();
    }

    @Test
    void anotherLibraryIsNoticed() {
        assertThat(violations(wrong.needsTheJdkAndTwoApisOnly()))
                .anyMatch(it -> it.contains("org.assertj.core.api.Assertions"))
                .anyMatch(it -> it.contains("java.sql.Connection"));
    }

    @Test
    void aNounThatIsNoRecordIsNoticed() {
        assertThat(violations(wrong.keepsItsNounsInRecords())).anyMatch(it -> it.contains("ladderproof.model.Noun"));
    }

    @Test
    void timesInNumbersAndDatesAreNoticed() {
        assertThat(violations(wrong.speaksOfTimeInDurationsAndInstants()))
                .anyMatch(it -> it.contains("waitFor"))
                .anyMatch(it -> it.contains("lastSeen"))
                .noneMatch(it -> it.contains("harmless"));
    }

    @Test
    void aPackageWithoutNullMarkIsNoticed() {
        assertThat(violations(wrong.isNullMarkedEverywhere())).isNotEmpty();
    }

    /** The classes in the folder of this one and below: quicker than a search of the class path, and without tests. */
    private static JavaClasses classesBeside(Class<?> type) {
        try {
            Path classes = Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
            return new ClassFileImporter()
                    .importPath(classes.resolve(type.getPackageName().replace('.', '/')));
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Iterable<String> violations(ArchRule rule) {
        EvaluationResult result = rule.evaluate(WRONG);
        return result.getFailureReport().getDetails();
    }
}
