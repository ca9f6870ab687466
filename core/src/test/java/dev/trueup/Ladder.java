package dev.trueup;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.CompositeArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Calendar;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/**
 * How core is built, as rules about any root package, so that they can be tried on a house that is built wrong.
 *
 * @param root the package at the top
 */
record Ladder(String root) {

    /** From the bottom up; those on one rung do not know each other. */
    private static final List<List<String>> RUNGS = List.of(
            List.of("model"),
            List.of("protocol"),
            List.of("spi"),
            List.of("identity"),
            List.of("sync", "webhook", "billing", "insight"),
            List.of("bulk"),
            List.of(""));

    private static final List<String> TIME_UNITS = List.of("millis", "seconds", "micros", "nanos", "minutes");

    ArchRule pointsDownOnly() {
        List<ArchRule> rules = new ArrayList<>();
        for (int i = 0; i < RUNGS.size(); i++) {
            for (String name : RUNGS.get(i)) {
                String[] forbidden = RUNGS.subList(i, RUNGS.size()).stream()
                        .flatMap(List::stream)
                        .filter(other -> !other.equals(name))
                        .map(this::packages)
                        .toArray(String[]::new);
                if (forbidden.length > 0) {
                    rules.add(noClasses()
                            .that()
                            .resideInAPackage(packages(name))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(forbidden)
                            .allowEmptyShould(true));
                }
            }
        }
        return CompositeArchRule.of(rules);
    }

    ArchRule hasAllPackagesOnARung() {
        String[] known =
                RUNGS.stream().flatMap(List::stream).map(this::packages).toArray(String[]::new);
        return classes().should().resideInAnyPackage(known);
    }

    ArchRule hasNoPackageCircles() {
        return slices().assignedFrom(new SliceAssignment() {
                    @Override
                    public SliceIdentifier getIdentifierOf(JavaClass type) {
                        return SliceIdentifier.of(type.getPackageName());
                    }

                    @Override
                    public String getDescription() {
                        return "packages";
                    }
                })
                .should()
                .beFreeOfCycles();
    }

    ArchRule needsTheJdkAndTwoApisOnly() {
        return CompositeArchRule.of(classes()
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "javax.crypto..", "org.slf4j..", "org.jspecify..", root + ".."))
                .and(noClasses().should().dependOnClassesThat().resideInAnyPackage("java.sql..", "java.net.http.."));
    }

    ArchRule keepsItsNounsInRecords() {
        return classes()
                .that()
                .resideInAPackage(packages("model"))
                .and()
                .arePublic()
                .and()
                .areNotEnums()
                .and()
                .areNotAssignableTo(Throwable.class)
                .should()
                .beRecords();
    }

    ArchRule speaksOfTimeInDurationsAndInstants() {
        return classes().that().arePublic().should(new ArchCondition<>("not speak of time in numbers or dates") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMethods().stream()
                        .filter(method -> method.getModifiers().contains(JavaModifier.PUBLIC))
                        .filter(method -> usesDates(method) || takesNumbersOfTime(method))
                        .forEach(method ->
                                events.add(SimpleConditionEvent.violated(method, method.getFullName() + " does")));
            }
        });
    }

    ArchRule isNullMarkedEverywhere() {
        return classes().should(new ArchCondition<>("reside in a null-marked package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " does not"));
                }
            }
        });
    }

    Stream<ArchRule> rules() {
        return Stream.of(
                pointsDownOnly(),
                hasAllPackagesOnARung(),
                hasNoPackageCircles(),
                needsTheJdkAndTwoApisOnly(),
                keepsItsNounsInRecords(),
                speaksOfTimeInDurationsAndInstants(),
                isNullMarkedEverywhere());
    }

    private String packages(String name) {
        return name.isEmpty() ? root : root + "." + name + "..";
    }

    private static boolean usesDates(JavaMethod method) {
        return Stream.concat(Stream.of(method.getRawReturnType()), method.getRawParameterTypes().stream())
                .anyMatch(it -> it.isAssignableTo(Date.class) || it.isAssignableTo(Calendar.class));
    }

    private static boolean takesNumbersOfTime(JavaMethod method) {
        return Arrays.stream(method.reflect().getParameters())
                .filter(it -> it.getType() == long.class || it.getType() == int.class)
                .map(it -> it.getName().toLowerCase(Locale.ROOT))
                .anyMatch(name -> TIME_UNITS.stream().anyMatch(name::endsWith));
    }
}
