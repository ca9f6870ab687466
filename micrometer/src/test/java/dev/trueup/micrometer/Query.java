package dev.trueup.micrometer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A query of Prometheus: of its language, as much as is needed to find names and labels.
 *
 * @param text as it stands in a file
 * @param legend what names its results, with <code>{{label}}</code>
 */
record Query(String text, String legend) {

    private static final Pattern SELECTOR = Pattern.compile("\\b((?:trueup|http|process|jvm)_[a-z_]+)(?:\\{([^}]*)})?");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(=~|!~|!=|=)\\s*\"([^\"]*)\"");
    private static final Pattern GROUPING = Pattern.compile("\\b(?:by|without|on|ignoring) ?\\(([^)]*)\\)");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*(?:\\$labels\\.)?([a-z_]+)\\s*}}");

    /** What this query asks for and does not exist; empty if all of it does. */
    List<String> missingFrom(Scrape scrape) {
        List<String> missing = new ArrayList<>();
        Set<String> labels = new TreeSet<>();
        List<MatchResult> selectors = SELECTOR.matcher(text).results().toList();
        if (selectors.isEmpty()) {
            missing.add("any metric");
        }
        for (MatchResult selector : selectors) {
            String name = selector.group(1);
            List<Map<String, String>> series = scrape.of(name);
            series.forEach(it -> labels.addAll(it.keySet()));
            if (series.isEmpty()) {
                missing.add(name);
            } else if (selector.group(2) != null) {
                matchers(selector.group(2))
                        .filter(matcher -> series.stream().noneMatch(it -> matches(matcher, it)))
                        .forEach(matcher -> missing.add(name + "{" + matcher.group() + "}"));
            }
        }
        Stream.concat(grouped(), placeholders())
                .filter(label -> !labels.contains(label))
                .forEach(label -> missing.add("label " + label));
        return missing;
    }

    private static Stream<MatchResult> matchers(String text) {
        return MATCHER.matcher(text).results();
    }

    private static boolean matches(MatchResult matcher, Map<String, String> labels) {
        String value = labels.get(matcher.group(1));
        if (value == null) {
            return false;
        }
        return switch (matcher.group(2)) {
            case "=" -> value.equals(matcher.group(3));
            case "!=" -> !value.equals(matcher.group(3));
            case "=~" -> value.matches(matcher.group(3));
            default -> !value.matches(matcher.group(3));
        };
    }

    private Stream<String> grouped() {
        return GROUPING.matcher(text)
                .results()
                .flatMap(it -> Stream.of(it.group(1).split("[, ]+")));
    }

    private Stream<String> placeholders() {
        return PLACEHOLDER.matcher(legend).results().map(it -> it.group(1));
    }
}
