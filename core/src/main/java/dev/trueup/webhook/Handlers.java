package dev.trueup.webhook;

import dev.trueup.spi.WebhookHandler;
import java.util.List;

/** Which handlers an event's type calls for, in the order of their registration. Immutable and thread-safe. */
record Handlers(List<Handlers.Registration> registrations) {

    Handlers {
        registrations = List.copyOf(registrations);
    }

    List<WebhookHandler> of(String type) {
        return registrations.stream()
                .filter(registration -> registration.fits(type))
                .map(Registration::handler)
                .toList();
    }

    /**
     * A handler and what it is for.
     *
     * @param pattern a type, or the beginning of types followed by a star
     */
    record Registration(String pattern, WebhookHandler handler) {

        Registration {
            int star = pattern.indexOf('*');
            if (pattern.isBlank() || (star >= 0 && star != pattern.length() - 1)) {
                throw new IllegalArgumentException(
                        "pattern must be a type, or the beginning of types and then a star, but is \"" + pattern
                                + "\"");
            }
        }

        boolean fits(String type) {
            return pattern.endsWith("*")
                    ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                    : type.equals(pattern);
        }
    }
}
