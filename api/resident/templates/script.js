for(const b of document.querySelectorAll("[data-copy],[data-print]")){b.hidden=false;b.onclick=()=>{if(b.dataset.copy){navigator.clipboard.writeText(b.dataset.copy).then(()=>{b.textContent=b.dataset.done})}else print()}}
document.addEventListener("submit",e=>{const f=e.target;if(f.dataset.sent){e.preventDefault()}else{f.dataset.sent=1;setTimeout(()=>{delete f.dataset.sent},8000)}});
