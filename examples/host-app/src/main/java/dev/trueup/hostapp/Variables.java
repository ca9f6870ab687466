package dev.trueup.hostapp;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads variables of the environment and remembers what is wrong with them, so that all of it can be told at once. No
 * problem shows a value: it could be a key. A blank variable counts as absent. For one thread.
 */
final class Variables {

    private static final Pattern SHORT_DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

    private final Map<String, String> environment;
    private final List<String> problems = new ArrayList<>();

    Variables(Map<String, String> environment) {
        this.environment = environment;
    }

    /** What is wrong, each naming its variable; empty if nothing is. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    void problem(String name, String rule) {
        problems.add(name + " " + rule);
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(environment.get(name)).map(String::strip).filter(it -> !it.isEmpty());
    }

    /** The text, if it fits; else a problem. */
    Optional<String> text(String name, Pattern form, String rule) {
        Optional<String> text = text(name);
        if (text.isPresent() && !form.matcher(text.get()).matches()) {
            problem(name, rule);
            return Optional.empty();
        }
        return text;
    }

    /** A comma list; blanks around items do not count, and empty items do not either. */
    List<String> list(String name) {
        Optional<String> text = text(name);
        List<String> items = Arrays.stream(text.orElse("").split(","))
                .map(String::strip)
                .filter(it -> !it.isEmpty())
                .toList();
        if (text.isPresent() && items.isEmpty()) {
            problem(name, "must be a comma list with at least one item");
        }
        return items;
    }

    /** A comma list whose items all fit; else a problem, and nothing. */
    List<String> list(String name, Pattern form, String rule) {
        List<String> items = list(name);
        if (items.stream().allMatch(item -> form.matcher(item).matches())) {
            return items;
        }
        problem(name, rule);
        return List.of();
    }

    int number(String name, int from, int to, int absent) {
        return parsed(name, "must be a whole number from " + from + " to " + to, absent, text -> {
            int number = Integer.parseInt(text);
            return number >= from && number <= to ? number : null;
        });
    }

    boolean flag(String name, boolean absent) {
        return parsed(
                name, "must be true or false", absent, text -> text.matches("true|false") ? text.equals("true") : null);
    }

    /** As {@code 300ms}, {@code 60s}, {@code 5m}, {@code 24h}, {@code 30d} or ISO 8601; positive, at most ten years. */
    Duration duration(String name, Duration absent) {
        return duration(name, absent, Duration.ofMillis(1), Duration.ofDays(3_650));
    }

    /** As {@link #duration(String, Duration)}, within these. */
    Duration duration(String name, Duration absent, Duration least, Duration most) {
        String rule = "must be a duration as 60s, 5m or PT5M, from " + least + " to " + most;
        return parsed(name, rule, absent, text -> {
            Duration duration = duration(text);
            return duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0 ? duration : null;
        });
    }

    <E extends Enum<E>> E choice(String name, Class<E> type, E absent) {
        List<String> words = Arrays.stream(type.getEnumConstants())
                .map(it -> it.name().toLowerCase(Locale.ROOT))
                .toList();
        return parsed(
                name,
                "must be one of " + String.join(", ", words),
                absent,
                text -> Enum.valueOf(type, text.toUpperCase(Locale.ROOT)));
    }

    /**
     * An absolute address without query, fragment or user, and without a slash at its end. Only loopback hosts may go
     * without TLS: a key would go over the line for everyone to read.
     */
    Optional<String> address(String name) {
        String rule = "must be an https address, or an http address of a loopback host";
        return text(name)
                .map(text -> parsed(name, rule, "", given -> isSafe(uri(given)) ? given.replaceAll("/+$", "") : null))
                .filter(it -> !it.isEmpty());
    }

    private static boolean isSafe(URI uri) {
        boolean plain = uri.getQuery() == null && uri.getFragment() == null && uri.getUserInfo() == null;
        boolean safe = "https".equals(uri.getScheme()) || ("http".equals(uri.getScheme()) && isLoopback(uri.getHost()));
        return uri.getHost() != null && plain && safe;
    }

    /** What the parser makes of the text; if it makes nothing or throws, a problem and the absent value. */
    <T> T parsed(String name, String rule, T absent, Function<String, @Nullable T> parser) {
        Optional<String> text = text(name);
        if (text.isEmpty()) {
            return absent;
        }
        try {
            T value = parser.apply(text.get());
            if (value != null) {
                return value;
            }
        } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
            // Told below, without the parser's message, which quotes the value.
        }
        problem(name, rule);
        return absent;
    }

    static Duration duration(String text) {
        Matcher brief = SHORT_DURATION.matcher(text);
        if (!brief.matches()) {
            return Duration.parse(text);
        }
        long number = Long.parseLong(brief.group(1));
        return switch (brief.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** By the literal alone: what a name resolves to can change. */
    private static boolean isLoopback(@Nullable String host) {
        if (host == null) {
            return false;
        }
        boolean literal = host.startsWith("[") || host.matches("[0-9.]+");
        try {
            return host.equalsIgnoreCase("localhost")
                    || (literal && InetAddress.getByName(host).isLoopbackAddress());
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
