const form = document.querySelector('phone-verification');
const place = form.parentElement;
const status = document.querySelector('[role=status]');
const toggle = document.getElementById('toggle');

form.addEventListener('verified', ({ detail }) => {
  status.textContent = `Verified: ${detail.phoneNumber}`;
});

form.addEventListener('cancel', () => {
  status.textContent = 'Cancelled.';
});

for (const name of ['locale', 'theme']) {
  document.getElementById(name).addEventListener('change', ({ target }) => {
    form[name] = target.value;
  });
}

toggle.addEventListener('click', () => {
  if (form.isConnected) form.remove();
  else place.append(form);
  toggle.textContent = form.isConnected ? 'Take the form away' : 'Bring the form back';
});
