import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { PhoneNumber } from './PhoneNumber';

test('a number is shown as people read it, also on a page that was just reloaded', async () => {
  render(<PhoneNumber e164="+14155550100" />);
  expect(await screen.findByText('+1 415 555 0100')).toHaveAttribute('dir', 'ltr');
});
